/// The request documents with their constraints, and their mapping to the domain. It calls no use cases. Start reading
/// at [io.taskgate.http.request.StartBatchRequest].
@NullMarked
package io.taskgate.http.request;

import org.jspecify.annotations.NullMarked;
