package io.taskgate.payload.jsonata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.payload.EvaluationUnavailableException;
import io.taskgate.payload.shape.Shape;
import io.taskgate.testing.payload.BoundaryVariants;
import io.taskgate.testing.payload.EvaluatorOverload;
import io.taskgate.testing.payload.TestJson;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Tests the limits of concurrent evaluations: load is not a result, and callers' expressions do not block
/// routes.
class EvaluationBulkheadTest {

    private static final Shape SHAPE = of("$states.input.a + 1");

    @Test
    void withoutAPlaceNothingIsSaidOfThePayload() {
        try (EvaluatorOverload all = EvaluatorOverload.ofRoutes()) {
            assertThatThrownBy(() -> SHAPE.apply(TestJson.of("{'a': 1}"), BoundaryVariants.CONTEXT))
                    .isInstanceOf(EvaluationUnavailableException.class);
        }
        assertThat(SHAPE.apply(TestJson.of("{'a': 1}"), BoundaryVariants.CONTEXT)
                        .intValue())
                .isEqualTo(2);
    }

    @Test
    void anEvaluationThatIsLeftBehindSaysNothingOfThePayload() {
        CountDownLatch end = new CountDownLatch(1);
        try {
            assertThatThrownBy(() -> EvaluationThread.call(() -> waited(end)))
                    .isInstanceOf(EvaluationUnavailableException.class);
        } finally {
            end.countDown();
        }
    }

    @Test
    void anInterruptSaysNothingOfThePayload() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                EvaluationThread.call(() -> waited(end));
            } catch (RuntimeException e) {
                thrown.complete(e);
            }
        });
        thread.interrupt();
        assertThat(thrown).succeedsWithin(10, TimeUnit.SECONDS).isInstanceOf(EvaluationUnavailableException.class);
        end.countDown();
        thread.join();
    }

    @Test
    void previewsThatDoNotEndLeaveTheRoutesTheirPlaces() {
        try (EvaluatorOverload previews = EvaluatorOverload.ofPreviews()) {
            assertThat(SHAPE.apply(TestJson.of("{'a': 1}"), BoundaryVariants.CONTEXT)
                            .intValue())
                    .isEqualTo(2);
            assertThatThrownBy(() -> CallerExpressions.preview(
                            "another", () -> SHAPE.apply(TestJson.of("{'a': 1}"), BoundaryVariants.CONTEXT)))
                    .isInstanceOf(EvaluationUnavailableException.class);
        }
    }

    @Test
    void aCallerHasOneEvaluationAtATime() {
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Thread[] threads = new Thread[6];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofVirtual()
                    .start(() -> CallerExpressions.preview(
                            "one",
                            () -> EvaluationThread.call(() -> {
                                most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                                java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
                                return atOnce.decrementAndGet();
                            })));
        }
        assertThat(threads)
                .allSatisfy(thread -> assertThat(thread.join(java.time.Duration.ofSeconds(10)))
                        .isTrue());
        assertThat(most.get()).isEqualTo(1);
    }

    private static boolean waited(CountDownLatch end) {
        try {
            return end.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    private static Shape of(String expression) {
        return Shape.compile(JsonNodeFactory.instance.objectNode().put("Output", "{% " + expression + " %}"));
    }
}
