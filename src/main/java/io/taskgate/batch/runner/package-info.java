/// Runner executions: their port, and how their completion comes in. It drives no batch. Start reading at
/// [io.taskgate.batch.runner.RunnerCompletionHandler].
@NullMarked
package io.taskgate.batch.runner;

import org.jspecify.annotations.NullMarked;
