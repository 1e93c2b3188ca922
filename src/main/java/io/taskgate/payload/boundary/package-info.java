/// A boundary: applies a shape to a payload, then a budget, and returns a
/// [io.taskgate.payload.boundary.BoundaryResult]. It does not know which route it belongs to. Start reading
/// at [io.taskgate.payload.boundary.Boundary].
@NullMarked
package io.taskgate.payload.boundary;

import org.jspecify.annotations.NullMarked;
