package io.taskgate.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.call.transport.AttemptFailedException;
import io.taskgate.call.transport.AttemptFailure;
import io.taskgate.call.transport.ServiceResponse;
import io.taskgate.route.CallDefinition;
import io.taskgate.route.Target;
import io.taskgate.runtime.Sleeper;
import io.taskgate.settings.ConfigurationProblems;
import io.taskgate.testing.callback.FakeSleeper;
import io.taskgate.testing.config.TestSettings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Five seconds per attempt and two retries: 19.2 s for the whole call.
class RetryExecutorTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final ServiceResponse DONE = new ServiceResponse.Accepted(null, new byte[0]);

    private final FakeSleeper pauses = new FakeSleeper();
    private final RetryExecutor retries = new RetryExecutor(pauses, Clock.fixed(NOW, ZoneOffset.UTC));
    private int tries;

    private static CallDefinition plan(int retries) {
        String call = "taskgate.services.orders.operations.quote.call.";
        Map<String, String> properties = Map.of(
                "taskgate.services.orders.url",
                "http://orders.internal:8080",
                call + "timeout",
                "5s",
                call + "retries",
                String.valueOf(retries));
        return TestSettings.routes(properties, new ConfigurationProblems()).all().stream()
                .map(route -> ((Target.Call) route.target()).plan())
                .findFirst()
                .orElseThrow();
    }

    private static AttemptFailure unwell(int status, @Nullable String retryAfter) {
        return new AttemptFailure.ServiceError(new ServiceResponse.ErrorResponse(status, new byte[0], retryAfter));
    }

    private RetryExecutor.Attempt failing(AttemptFailure... inTurn) {
        Deque<AttemptFailure> left = new ArrayDeque<>(List.of(inTurn));
        return () -> {
            tries++;
            AttemptFailure failure = left.poll();
            if (failure != null) {
                throw new AttemptFailedException(failure);
            }
            return DONE;
        };
    }

    private ServiceResponse call(int most, RetryExecutor.Attempt one) throws AttemptFailedException, IOException {
        return retries.call("orders.quote", plan(most), true, one);
    }

    /// Returns a delay without its jitter, which is at most a tenth of a second.
    private void assertPauses(double... seconds) {
        assertThat(pauses.made()).hasSize(seconds.length);
        for (int i = 0; i < seconds.length; i++) {
            Duration pause = Duration.ofMillis((long) (seconds[i] * 1000));
            assertThat(pauses.made().get(i)).isBetween(pause, pause.plusMillis(100));
        }
    }

    @Test
    void pausesGrowAndAreNeverLongerThanTwoSeconds() throws Exception {
        AttemptFailure[] five = {
            unwell(503, null), unwell(503, null), unwell(503, null), unwell(503, null), unwell(503, null),
        };
        assertThat(call(5, failing(five))).isSameAs(DONE);
        assertPauses(0.2, 0.4, 0.8, 1.6, 2);
    }

    @Test
    void theLastTroubleIsTold() {
        assertThatThrownBy(() -> call(
                        1, failing(unwell(500, null), new AttemptFailure.ConnectionLost("late"), unwell(503, null))))
                .isInstanceOfSatisfying(
                        AttemptFailedException.class,
                        e -> assertThat(e.failure()).isEqualTo(new AttemptFailure.ConnectionLost("late")));
        assertThat(tries).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "429 | 3",
                "503 | 3",
                "503 | Sat, 28 Nov 2026 12:00:03 GMT",
            })
    void aServiceIsLeftAloneForAsLongAsItAsks(int status, String retryAfter) throws Exception {
        assertThat(call(2, failing(unwell(status, retryAfter)))).isSameAs(DONE);
        assertPauses(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "soon", "-1", "1.5", "", "Sat, 28 Nov 2026 11:59:00 GMT", "Sat, 99 Nov 2026", "1e3"})
    void whatAsksForNothingGetsTheUsualPause(String retryAfter) throws Exception {
        call(2, failing(unwell(503, retryAfter)));
        assertPauses(0.2);
    }

    /// 14.1 s and an attempt of 5 s fit into 19.2 s; 14.3 s do not.
    @Test
    void itIsNotTriedAgainWhereTheCallWouldEndTooLate() throws Exception {
        call(2, failing(unwell(503, "14")));
        assertPauses(14);

        AttemptFailure fifteen = unwell(503, "15");
        assertThatThrownBy(() -> call(2, failing(fifteen))).isInstanceOf(AttemptFailedException.class);
        assertThat(pauses.made()).hasSize(1);
        assertThat(tries).isEqualTo(3);
    }

    @Test
    void whatWasUsedUpIsNotThereToWait() throws Exception {
        RetryExecutor.Attempt slow = () -> {
            tries++;
            pauses.advance(Duration.ofSeconds(5));
            throw new AttemptFailedException(unwell(503, "5"));
        };
        assertThatThrownBy(() -> call(2, slow)).isInstanceOf(AttemptFailedException.class);
        // 5 s of work and a pause of 5 s, twice; a third attempt would end after 25 s
        assertThat(tries).isEqualTo(2);
        assertPauses(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999", "99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"})
    void whoAsksForAgesIsNotWaitedFor(String retryAfter) {
        assertThatThrownBy(() -> call(2, failing(unwell(503, retryAfter)))).isInstanceOf(AttemptFailedException.class);
        assertThat(tries).isEqualTo(1);
        assertThat(pauses.made()).isEmpty();
    }

    @Test
    void whatMayNotBeDoneTwiceIsNotWaitedFor() {
        assertThatThrownBy(() -> retries.call("orders.quote", plan(2), false, failing(unwell(503, "1"))))
                .isInstanceOf(AttemptFailedException.class);
        assertThat(pauses.made()).isEmpty();
    }

    /// For example at the shutdown of the process.
    @Test
    void anInterruptEndsTheTries() {
        RetryExecutor real = new RetryExecutor(Sleeper.REAL, Clock.systemUTC());
        RetryExecutor.Attempt one = failing(unwell(503, null));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> real.call("orders.quote", plan(2), true, one))
                .isInstanceOf(AttemptFailedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(tries).isEqualTo(1);
    }
}
