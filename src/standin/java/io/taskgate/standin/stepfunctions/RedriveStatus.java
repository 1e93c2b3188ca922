package io.taskgate.standin.stepfunctions;

import io.taskgate.standin.definition.ServiceLimits;
import java.time.Instant;
import java.util.Optional;

/// The redrive status of an execution, with the reason if it can't be redriven.
///
/// @param status the status in DescribeExecution: `REDRIVABLE`, `NOT_REDRIVABLE` or `REDRIVABLE_BY_MAP_RUN`
public record RedriveStatus(String status, Optional<String> reason) {

    private static final String NO = "NOT_REDRIVABLE";

    public static RedriveStatus status(Execution execution, Instant now) {
        Execution.Status status = execution.status();
        if (status == Execution.Status.RUNNING || status == Execution.Status.SUCCEEDED) {
            return new RedriveStatus(NO, Optional.of("Execution is " + status + " and cannot be redriven"));
        }
        if (execution.events() >= ServiceLimits.HISTORY_EVENTS - 1) {
            return new RedriveStatus(NO, Optional.of("Execution history event limit exceeded"));
        }
        if (execution.stopped().stream()
                .anyMatch(at -> at.plus(ServiceLimits.REDRIVE).isBefore(now))) {
            return new RedriveStatus(NO, Optional.of("Execution ended more than 14 days ago"));
        }
        return new RedriveStatus(
                execution.mapRun().isPresent() ? "REDRIVABLE_BY_MAP_RUN" : "REDRIVABLE", Optional.empty());
    }

    public boolean isAllowed() {
        return status.equals("REDRIVABLE");
    }
}
