package io.taskgate.standin;

import java.time.Instant;
import java.util.Optional;

/// Whether an execution can be redriven, and why not.
///
/// @param status as in DescribeExecution: `REDRIVABLE`, `NOT_REDRIVABLE` or `REDRIVABLE_BY_MAP_RUN`
record Redrives(String status, Optional<String> reason) {

    private static final String NO = "NOT_REDRIVABLE";

    static Redrives status(Execution execution, Instant now) {
        Execution.Status status = execution.status();
        if (status == Execution.Status.RUNNING || status == Execution.Status.SUCCEEDED) {
            return new Redrives(NO, Optional.of("Execution is " + status + " and cannot be redriven"));
        }
        if (execution.history().size() >= Limits.HISTORY_EVENTS - 1) {
            return new Redrives(NO, Optional.of("Execution history event limit exceeded"));
        }
        if (execution.stopped().stream().anyMatch(at -> at.plus(Limits.REDRIVE).isBefore(now))) {
            return new Redrives(NO, Optional.of("Execution ended more than 14 days ago"));
        }
        return new Redrives(execution.mapRun().isPresent() ? "REDRIVABLE_BY_MAP_RUN" : "REDRIVABLE", Optional.empty());
    }

    boolean isAllowed() {
        return status.equals("REDRIVABLE");
    }
}
