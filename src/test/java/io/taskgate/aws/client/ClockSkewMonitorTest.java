package io.taskgate.aws.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.runtime.CorrectedClock;
import io.taskgate.testing.callback.MutableClock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;

/// Tests the reporting of response headers to the clock.
class ClockSkewMonitorTest {

    private final MutableClock machine = new MutableClock();
    private final CorrectedClock clock = new CorrectedClock(machine, machine::nanoTime);
    private final ClockSkewMonitor replies = new ClockSkewMonitor(clock);

    private String date(int off) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                machine.instant().plusSeconds(off).atOffset(ZoneOffset.UTC));
    }

    @Test
    void aDateSaysWhetherTheClockIsRight() {
        replies.compare(date(0), clock.nanoTime());
        assertThat(clock.isTrusted()).isTrue();
        replies.compare(date(90), clock.nanoTime());
        assertThat(clock.isTrusted()).isFalse();
        replies.compare(date(0), clock.nanoTime());
        assertThat(clock.isTrusted()).isTrue();
    }

    @Test
    void aDateThatCannotBeReadSaysNothing() {
        replies.compare("yesterday", clock.nanoTime());
        assertThat(clock.isTrusted()).isFalse();
    }
}
