/// Paths of ASL over trees, with a budget of steps. It knows neither shapes nor intrinsic functions. Start
/// reading at [io.taskgate.payload.jsonpath.AslPath].
@NullMarked
package io.taskgate.payload.jsonpath;

import org.jspecify.annotations.NullMarked;
