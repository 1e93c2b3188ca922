/// The HTTP API: one resource for each audience. Resources map requests to use cases and results to
/// responses; they contain no rules of the protocol. Start reading at [io.taskgate.http.WorkflowResource].
@NullMarked
package io.taskgate.http;

import org.jspecify.annotations.NullMarked;
