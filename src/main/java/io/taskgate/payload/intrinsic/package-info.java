/// The intrinsic functions of ASL (`States.*`) and the parser of the expressions that call them. It knows
/// neither shapes nor JSONata. Start reading at [io.taskgate.payload.intrinsic.Expression].
@NullMarked
package io.taskgate.payload.intrinsic;

import org.jspecify.annotations.NullMarked;
