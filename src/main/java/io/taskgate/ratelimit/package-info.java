/// Rate limiters: token buckets, and a queue that serves waiting calls by priority. The package does not know
/// Step Functions or batches, which use it. Start reading at [io.taskgate.ratelimit.PriorityRateLimiter].
@NullMarked
package io.taskgate.ratelimit;

import org.jspecify.annotations.NullMarked;
