/// SendTask calls, runner executions and execution histories by Step Functions. It maps errors of AWS to
/// results of the ports. Start reading at [io.taskgate.aws.stepfunctions.SfnStepFunctions].
@NullMarked
package io.taskgate.aws.stepfunctions;

import org.jspecify.annotations.NullMarked;
