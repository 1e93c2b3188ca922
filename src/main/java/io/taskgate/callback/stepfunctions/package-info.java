/// The port of Step Functions, and the rate limit of its SendTask calls. It does not know the SDK. Start
/// reading at [io.taskgate.callback.stepfunctions.StepFunctions].
@NullMarked
package io.taskgate.callback.stepfunctions;

import org.jspecify.annotations.NullMarked;
