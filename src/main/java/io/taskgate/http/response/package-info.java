/// Response documents of callbacks, registrations and batches. It calls no use cases. Start reading at
/// [io.taskgate.http.response.CallbackSummary].
@NullMarked
package io.taskgate.http.response;

import org.jspecify.annotations.NullMarked;
