package io.taskgate.aws.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.runtime.CorrectedClock;
import io.taskgate.testing.callback.MutableClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the `Date` headers of replies say of the machine's clock.
class ClockSkewMonitorTest {

    private static final Duration AT_ONCE = Duration.ofMillis(20);

    private final MutableClock machine = new MutableClock();
    private final ClockSkewMonitor clock = new ClockSkewMonitor(machine);
    private final Clock corrected = new CorrectedClock(machine, clock);

    /// AWS's time less the machine's.
    private Duration off = Duration.ZERO;

    @Test
    void aClockThatIsRightIsTrustedAndLeftAlone() {
        for (int i = 0; i < 40; i++) {
            replied(Duration.ofMillis(730));
            assertThat(clock.isTrusted()).isTrue();
            assertThat(clock.offset()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-3600, -90, -4, 4, 90, 3600})
    void aClockThatIsOffIsNotTrustedFromTheFirstReplyAndCorrectedAfterFive(int seconds) {
        off = Duration.ofSeconds(seconds);
        replied(Duration.ofMillis(730));
        assertThat(clock.isTrusted()).isFalse();
        for (int i = 0; i < 4; i++) {
            replied(Duration.ofMillis(730));
        }
        assertThat(clock.isTrusted()).isFalse();
        assertThat(Duration.between(corrected.instant(), machine.instant().plus(off)))
                .isBetween(Duration.ofSeconds(-1), Duration.ofSeconds(1));
    }

    @Test
    void theToleranceIsTwoSeconds() {
        off = Duration.ofMillis(1_500);
        replies(10);
        assertThat(clock.isTrusted()).isTrue();
        off = Duration.ofMillis(2_600);
        replies(10);
        assertThat(clock.isTrusted()).isFalse();
    }

    @Test
    void aClockThatJumpsIsNotTrustedFromTheNextReply() {
        replies(10);
        off = Duration.ofSeconds(90);
        replied(Duration.ofSeconds(1));
        assertThat(clock.isTrusted()).isFalse();
        assertThat(clock.offset()).isZero();
    }

    @Test
    void aClockThatIsSetRightIsTrustedAgainAndCorrectedNoLonger() {
        off = Duration.ofSeconds(-90);
        replies(10);
        off = Duration.ZERO;
        replies(5);
        assertThat(clock.isTrusted()).isTrue();
        assertThat(clock.offset().abs()).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void repliesThatContradictEachOtherAreNotFollowed() {
        for (int i = 0; i < 20; i++) {
            off = i % 2 == 0 ? Duration.ZERO : Duration.ofSeconds(90);
            replied(Duration.ofSeconds(1));
            assertThat(clock.isTrusted()).isEqualTo(i % 2 == 0);
            assertThat(clock.offset()).isZero();
        }
    }

    @Test
    void oneReplyThatIsWrongIsForgottenWithTheNext() {
        replies(10);
        clock.compare("Sun, 02 Aug 2020 10:00:00 GMT", AT_ONCE);
        assertThat(clock.isTrusted()).isFalse();
        replies(1);
        assertThat(clock.isTrusted()).isTrue();
    }

    @Test
    void aReplyThatTookLongOrHasNoReadableDateSaysNothing() {
        clock.compare(date(machine.instant().plusSeconds(90)), Duration.ofSeconds(20));
        clock.compare(date(machine.instant().plusSeconds(90)), Duration.ofSeconds(-20));
        clock.compare("yesterday", AT_ONCE);
        assertThat(clock.isTrusted()).isTrue();
    }

    @Test
    void theProblemSaysHowFarAndWhatToDo() {
        off = Duration.ofSeconds(90);
        replies(5);
        assertThat(clock.problem()).contains("is 90 s behind AWS's", "Synchronize it", "Retry");
        off = Duration.ofSeconds(-90);
        replies(5);
        assertThat(clock.problem()).contains("s ahead of AWS's");
    }

    private void replies(int many) {
        for (int i = 0; i < many; i++) {
            replied(Duration.ofMillis(1_130));
        }
    }

    private void replied(Duration after) {
        machine.advance(after);
        clock.compare(date(machine.instant().plus(off)), AT_ONCE);
    }

    private static String date(Instant at) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atOffset(ZoneOffset.UTC));
    }
}
