/// Sizes, and the exceptions that all payload packages share. A payload passes a `boundary`, which applies a
/// `shape` and a budget; a payload that exceeds the budget goes to the `claimcheck`. The packages do not know
/// routes, callbacks or AWS. Start reading at [io.taskgate.payload.boundary.Boundary].
@NullMarked
package io.taskgate.payload;

import org.jspecify.annotations.NullMarked;
