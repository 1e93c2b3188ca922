package io.taskgate.testing.payload;

import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.EvaluationUnavailableException;
import io.taskgate.payload.jsonata.CallerExpressions;
import io.taskgate.payload.jsonata.EvaluationThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;

/// Occupies all slots of an evaluator with endless evaluations until it is closed.
public final class EvaluatorOverload implements AutoCloseable {

    private static final int MORE_THAN_ALL = 20;

    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);

    private EvaluatorOverload() {}

    /// Occupies the slots for the routes' own expressions.
    public static EvaluatorOverload ofRoutes() {
        return new EvaluatorOverload().fill(Runnable::run);
    }

    /// Occupies the slots for the callers' expressions.
    public static EvaluatorOverload ofPreviews() {
        return new EvaluatorOverload()
                .fill(work -> CallerExpressions.preview(
                        String.valueOf(Thread.currentThread().threadId()), () -> {
                            work.run();
                            return true;
                        }));
    }

    /// The exception of an evaluation without a slot.
    public static EvaluationUnavailableException thrown() {
        return new EvaluationUnavailableException("The expression was not evaluated");
    }

    private EvaluatorOverload fill(java.util.function.Consumer<Runnable> as) {
        for (int i = 0; i < MORE_THAN_ALL; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    as.accept(() -> EvaluationThread.call(this::stay));
                } catch (EvaluationException | EvaluationUnavailableException _) {
                    // It had no slot, or was stopped.
                }
            }));
        }
        // Evaluations without a slot end, so all slots are occupied then.
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> begun.getCount() == 0 && threads.stream().noneMatch(Thread::isAlive));
        return this;
    }

    private boolean stay() {
        begun.countDown();
        try {
            return end.await(60, java.util.concurrent.TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Override
    public void close() {
        end.countDown();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(EvaluatorOverload::isFree);
    }

    private static boolean isFree() {
        try {
            return EvaluationThread.call(() -> true);
        } catch (EvaluationException | EvaluationUnavailableException e) {
            return false;
        }
    }
}
