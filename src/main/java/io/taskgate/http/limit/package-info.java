/// Limits of each caller and tenant, of failed credentials, and of requests in flight. Runs before the body
/// is read and does not block. Start reading at [io.taskgate.http.limit.CallerRateLimiter].
@NullMarked
package io.taskgate.http.limit;

import org.jspecify.annotations.NullMarked;
