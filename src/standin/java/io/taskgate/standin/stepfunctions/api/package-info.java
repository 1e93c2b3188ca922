/// The operations of Step Functions in AWS JSON. Start reading at
/// [io.taskgate.standin.stepfunctions.api.StatesApi].
@NullMarked
package io.taskgate.standin.stepfunctions.api;

import org.jspecify.annotations.NullMarked;
