/// The request for a batch: source, limits, policy, runner, and the IDs of both. Values only. Start reading at
/// [io.taskgate.batch.request.BatchRequest].
@NullMarked
package io.taskgate.batch.request;

import org.jspecify.annotations.NullMarked;
