package io.taskgate.runtime;

/// The points at which a test can kill the process: one between any two steps of register, settle and report.
/// Has no effect in production.
@FunctionalInterface
public interface FailPoint {

    FailPoint NONE = step -> {};

    void reached(Step step);

    /// Each step is named after the action that precedes it.
    enum Step {
        REGISTER_WRITTEN,
        REQUEST_PUBLISHED,
        REQUEST_MARKED,
        ANSWER_CHECKED_IN,
        ANSWER_COMMITTED,
        REPORT_STARTED,
        REPORT_SENT,
        REPORT_RECORDED
    }
}
