/// Step 5: reports committed outcomes to Step Functions, and reconciles lost replies. It changes no outcome.
/// Start reading at [io.taskgate.callback.report.OutcomeReporter].
@NullMarked
package io.taskgate.callback.report;

import org.jspecify.annotations.NullMarked;
