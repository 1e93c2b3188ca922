/// The operations of operators: list, cancel, redrive. It knows no HTTP resource. Start reading at
/// [io.taskgate.callback.operator.OperatorService].
@NullMarked
package io.taskgate.callback.operator;

import org.jspecify.annotations.NullMarked;
