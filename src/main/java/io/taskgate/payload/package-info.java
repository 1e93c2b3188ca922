/// Sizes, and the exceptions that all packages about payloads share. A payload passes `boundary`, which
/// applies a `shape` and a budget; what is too large goes to the `claimcheck`. Nothing here knows routes,
/// callbacks or AWS. Start reading at [io.taskgate.payload.boundary.Boundary].
@NullMarked
package io.taskgate.payload;

import org.jspecify.annotations.NullMarked;
