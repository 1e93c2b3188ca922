package io.taskgate.standin;

/// Closes several parts, ignoring failures.
public final class CloseQuietly {

    private CloseQuietly() {}

    @FunctionalInterface
    public interface Step {
        void run() throws Exception;
    }

    public static void quietly(Step... steps) {
        for (Step step : steps) {
            try {
                step.run();
            } catch (Exception _) {
                // the next part must still be closed
            }
        }
    }
}
