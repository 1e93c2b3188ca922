/// Shapes: the data flow of ASL, compiled once and applied in one pass over text or over a tree. It knows no
/// budget and no store. Start reading at [io.taskgate.payload.shape.Shape].
@NullMarked
package io.taskgate.payload.shape;

import org.jspecify.annotations.NullMarked;
