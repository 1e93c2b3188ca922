package io.taskgate.runtime;

/// The instants at which a test may kill the process: one between any two steps of register, settle and report.
/// In production it does nothing.
@FunctionalInterface
public interface FailPoint {

    FailPoint NONE = step -> {};

    void reached(Step step);

    /// Named after what has just been done.
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
