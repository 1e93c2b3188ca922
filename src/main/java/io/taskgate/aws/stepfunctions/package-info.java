/// SendTask calls, runner executions and execution histories of Step Functions. It maps AWS errors to results
/// of the ports. Start reading at [io.taskgate.aws.stepfunctions.SfnStepFunctions].
@NullMarked
package io.taskgate.aws.stepfunctions;

import org.jspecify.annotations.NullMarked;
