/// Shapes: the ASL data flow, compiled once and applied in one pass over text or over a tree. The package
/// does not know budgets or the store. Start reading at [io.taskgate.payload.shape.Shape].
@NullMarked
package io.taskgate.payload.shape;

import org.jspecify.annotations.NullMarked;
