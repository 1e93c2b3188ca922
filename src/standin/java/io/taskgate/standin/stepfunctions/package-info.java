/// Step Functions: state machines, executions, task tokens and their operations. Start reading at
/// [io.taskgate.standin.stepfunctions.StandInStepFunctions].
@NullMarked
package io.taskgate.standin.stepfunctions;

import org.jspecify.annotations.NullMarked;
