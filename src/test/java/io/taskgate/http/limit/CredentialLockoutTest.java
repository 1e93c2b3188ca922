package io.taskgate.http.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskgate.testing.callback.MutableClock;
import io.taskgate.testing.gateway.TestLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Tests a lockout after three invalid credentials, with a delay of 1 s that doubles up to one minute.
class CredentialLockoutTest {

    private static final String HERE = "192.0.2.1";

    private final MutableClock clock = new MutableClock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CredentialLockout lockout = new CredentialLockout(clock, new TestLimits(), meters);

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            lockout.failed(HERE, "bad-" + i);
        }
    }

    @Test
    void aFewBadCredentialsAreNoMatter() {
        fail(2);

        assertThat(lockout.delay(HERE, "another")).isZero();
    }

    @Test
    void theWaitDoublesUpToTheLongest() {
        fail(3);
        assertThat(lockout.delay(HERE, "another")).isEqualTo(Duration.ofSeconds(1));

        fail(1);
        assertThat(lockout.delay(HERE, "another")).isEqualTo(Duration.ofSeconds(2));

        fail(100);
        assertThat(lockout.delay(HERE, "another")).isEqualTo(Duration.ofMinutes(1));
        assertThat(meters.get("taskgate.limits.lockouts").counter().count()).isEqualTo(102);
    }

    @Test
    void theWaitEnds() {
        fail(3);

        clock.advance(Duration.ofMillis(999));
        assertThat(lockout.delay(HERE, "another")).isEqualTo(Duration.ofMillis(1));
        clock.advance(Duration.ofMillis(1));
        assertThat(lockout.delay(HERE, "another")).isZero();
    }

    @Test
    void anotherAddressDoesNotWait() {
        fail(10);

        assertThat(lockout.delay("192.0.2.2", "another")).isZero();
    }

    @Test
    void anAcceptedCredentialPassesUntilItIsRefused() {
        lockout.succeeded("192.0.2.2", "good");
        fail(10);

        assertThat(lockout.delay(HERE, "good")).isZero();
        lockout.failed("192.0.2.2", "good");
        assertThat(lockout.delay(HERE, "good")).isPositive();
    }

    @Test
    void aGoodCredentialEndsTheCount() {
        fail(2);
        lockout.succeeded(HERE, "good");
        fail(2);

        assertThat(lockout.delay(HERE, "another")).isZero();
    }

    @Test
    void oldFailuresAreForgotten() {
        fail(2);
        clock.advance(Duration.ofMinutes(2));
        fail(1);

        assertThat(lockout.delay(HERE, "another")).isZero();
    }

    @Test
    void addressesAreBounded() {
        for (int i = 0; i < 1_000; i++) {
            lockout.failed("address-" + i, "bad");
        }

        assertThat(lockout.addresses()).isEqualTo(TestLimits.CALLERS);
    }
}
