/// Rate limiters: token buckets, and a queue that serves waiting calls by priority. They know neither Step
/// Functions nor batches, which use them. Start reading at [io.taskgate.ratelimit.PriorityRateLimiter].
@NullMarked
package io.taskgate.ratelimit;

import org.jspecify.annotations.NullMarked;
