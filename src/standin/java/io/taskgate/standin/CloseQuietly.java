package io.taskgate.standin;

/// Ending parts whose endings may fail: a stand-in that is going away has nobody to tell.
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
                // the next part must be closed all the same
            }
        }
    }
}
