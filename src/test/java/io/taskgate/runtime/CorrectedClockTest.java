package io.taskgate.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the time of a process while its machine clock jumps, its monotonic clock drifts or stops, and AWS
/// responses arrive or are missing.
class CorrectedClockTest {

    private static final Duration MAX = Duration.ofMillis(1_100);

    private Instant aws = Instant.parse("2026-08-02T10:00:00.250Z");
    private Instant machine = aws;
    private long nanos;
    private CorrectedClock clock = begun();

    private CorrectedClock begun() {
        return new CorrectedClock(
                new Clock() {
                    @Override
                    public Instant instant() {
                        return machine;
                    }

                    @Override
                    public ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(ZoneId zone) {
                        throw new UnsupportedOperationException();
                    }
                },
                () -> nanos);
    }

    /// Advances the time of all clocks.
    private void pass(Duration time) {
        aws = aws.plus(time);
        machine = machine.plus(time);
        nanos += time.toNanos();
    }

    private void reply() {
        clock.onResponse(
                aws.truncatedTo(ChronoUnit.SECONDS),
                nanos - Duration.ofMillis(20).toNanos());
    }

    private void replies(int many) {
        for (int i = 0; i < many; i++) {
            pass(Duration.ofMillis(1_130));
            reply();
        }
    }

    private Duration off() {
        return Duration.between(aws, clock.instant());
    }

    @Test
    void aClockThatIsRightIsTrustedAndLeftAlone() {
        for (int i = 0; i < 40; i++) {
            pass(Duration.ofMillis(730));
            reply();
            assertThat(clock.isTrusted()).isTrue();
            assertThat(off()).isZero();
        }
    }

    @Test
    void aClockThatNoReplyHasConfirmedIsNotTrusted() {
        assertThat(clock.isTrusted()).isFalse();
        assertThat(clock.problem()).contains("AWS has not replied", "Retry");
        reply();
        assertThat(clock.isTrusted()).isTrue();
    }

    // ---- the machine's clock

    @ParameterizedTest
    @ValueSource(ints = {-3600, -60, -3, 3, 60, 3600})
    void aJumpOfTheMachinesClockChangesNoTimeBetweenTwoReplies(int seconds) {
        replies(10);
        machine = machine.plusSeconds(seconds);
        assertThat(off()).isZero();
        assertThat(clock.isTrusted()).isFalse();
        assertThat(clock.problem()).contains("has just changed", "Retry");
        pass(Duration.ofMillis(900));
        assertThat(off()).isZero();
    }

    @Test
    void aJumpThatIsTakenBackBeforeAReplyIsForgotten() {
        replies(10);
        machine = machine.plusSeconds(60);
        pass(Duration.ofMillis(100));
        machine = machine.minusSeconds(60);
        assertThat(clock.isTrusted()).isTrue();
        assertThat(off()).isZero();
    }

    @Test
    void aMachinesClockThatStaysOffIsNotTrustedAndNotFollowed() {
        replies(10);
        machine = machine.plusSeconds(90);
        for (int i = 0; i < 20; i++) {
            replies(1);
            assertThat(clock.isTrusted()).isFalse();
            assertThat(off()).isZero();
            assertThat(clock.problem()).contains("s ahead of AWS time", "Synchronize it", "Retry");
        }
    }

    @Test
    void aMachinesClockThatIsSetRightIsTrustedAgain() {
        replies(10);
        machine = machine.plusSeconds(90);
        replies(10);
        machine = machine.minusSeconds(90);
        replies(5);
        assertThat(clock.isTrusted()).isTrue();
        assertThat(off()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {-3600, -90, -4, 4, 90, 3600})
    void aProcessThatBeginsWithAWrongClockHasTheRightTimeAfterFiveReplies(int seconds) {
        machine = aws.plusSeconds(seconds);
        clock = begun();
        replies(1);
        assertThat(clock.isTrusted()).isFalse();
        replies(4);
        assertThat(off().abs()).isLessThan(MAX);
        assertThat(clock.isTrusted()).isFalse();
        assertThat(clock.problem()).contains("AWS time", "Synchronize it");
        machine = aws;
        replies(5);
        assertThat(clock.isTrusted()).isTrue();
        assertThat(off().abs()).isLessThan(MAX);
    }

    @Test
    void theToleranceIsTwoSeconds() {
        machine = aws.plusMillis(1_500);
        clock = begun();
        replies(10);
        assertThat(clock.isTrusted()).isTrue();
        machine = aws.plusMillis(2_600);
        replies(10);
        assertThat(clock.isTrusted()).isFalse();
    }

    // ---- the monotonic clock

    @Test
    void aMachineThatWasSuspendedIsNotTrustedAtOnceAndHasTheTimeOfTheNextReplies() {
        replies(10);
        aws = aws.plusSeconds(30);
        machine = machine.plusSeconds(30);
        assertThat(clock.isTrusted()).isFalse();
        replies(1);
        assertThat(clock.isTrusted()).isFalse();
        replies(4);
        assertThat(off().abs()).isLessThan(MAX);
        assertThat(clock.isTrusted()).isTrue();
    }

    @Test
    void aMachineAllOfWhoseClocksStoodStillIsFoundOutByTheNextReply() {
        replies(10);
        aws = aws.plusSeconds(30);
        assertThat(clock.isTrusted()).isTrue();
        replies(1);
        assertThat(clock.isTrusted()).isFalse();
        assertThat(clock.problem()).contains("behind AWS time");
        replies(5);
        assertThat(off().abs()).isLessThan(MAX);
    }

    @Test
    void aDriftIsCorrectedByReplies() {
        for (int i = 0; i < 20_000; i++) {
            pass(Duration.ofSeconds(1));
            nanos += Duration.ofMillis(1).toNanos();
            reply();
            assertThat(clock.isTrusted()).isTrue();
            assertThat(off().abs()).isLessThan(Duration.ofMillis(2_100));
        }
    }

    // ---- replies

    @Test
    void repliesThatContradictEachOtherAreNotFollowed() {
        replies(10);
        for (int i = 0; i < 20; i++) {
            pass(Duration.ofSeconds(1));
            Instant date = i % 2 == 0 ? aws : aws.plusSeconds(90);
            clock.onResponse(date.truncatedTo(ChronoUnit.SECONDS), nanos);
            assertThat(clock.isTrusted()).isEqualTo(i % 2 == 0);
            assertThat(off()).isZero();
        }
    }

    @Test
    void oneReplyThatIsWrongIsForgottenWithTheNext() {
        replies(10);
        clock.onResponse(Instant.parse("2020-08-02T10:00:00Z"), nanos);
        assertThat(clock.isTrusted()).isFalse();
        replies(1);
        assertThat(clock.isTrusted()).isTrue();
        assertThat(off()).isZero();
    }

    /// Due times of that second would be 90 s late (found by the fault harness).
    @ParameterizedTest
    @ValueSource(ints = {-90, 90})
    void manyWrongRepliesOfOneSecondMoveNothing(int seconds) {
        replies(10);
        for (int i = 0; i < 50; i++) {
            pass(Duration.ofMillis(20));
            clock.onResponse(aws.plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS), nanos);
            assertThat(clock.isTrusted()).isFalse();
            assertThat(off()).isZero();
        }
        replies(5);
        assertThat(clock.isTrusted()).isTrue();
        assertThat(off()).isZero();
    }

    @Test
    void aReplyThatTookLongSaysNothing() {
        replies(1);
        Instant wrong = aws.plusSeconds(90);
        clock.onResponse(wrong, nanos - Duration.ofSeconds(20).toNanos());
        clock.onResponse(wrong, nanos + Duration.ofSeconds(20).toNanos());
        assertThat(clock.isTrusted()).isTrue();
    }

    @Test
    void theProblemSaysHowFarAndWhatToDo() {
        machine = aws.minusSeconds(90);
        replies(5);
        assertThat(clock.problem())
                .containsPattern("is (89|90) s behind AWS time")
                .contains("Synchronize it", "Retry");
    }

    @Test
    void itsTimeIsTheSameInEveryZone() {
        Clock local = clock.withZone(ZoneId.of("Europe/Berlin"));
        assertThat(local.getZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        pass(Duration.ofSeconds(3));
        assertThat(local.instant()).isEqualTo(clock.instant());
    }
}
