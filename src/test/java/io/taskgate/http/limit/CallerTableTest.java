package io.taskgate.http.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.http.limit.CallerTable.Admission;
import io.taskgate.testing.gateway.TestLimits;
import org.junit.jupiter.api.Test;

/// Tests a limit of two requests per second, a burst of five, and three concurrent requests.
class CallerTableTest {

    private static final long SECOND = 1_000_000_000L;
    private static final CallerLimit LIMIT = CallerLimit.of(new TestLimits().credential());

    private final CallerTable table = new CallerTable(TestLimits.CALLERS);

    private static CallerKey caller(String id) {
        return new CallerKey(CallerKey.Kind.CREDENTIAL, id);
    }

    private Admission admit(String id, long nanos) {
        return table.admit(caller(id), LIMIT, nanos);
    }

    private void serve(String id, long nanos) {
        assertThat(admit(id, nanos))
                .isInstanceOfSatisfying(Admission.Admitted.class, admitted -> table.release(admitted.usage()));
    }

    @Test
    void oneCallerIsHeldToItsRate() {
        for (int i = 0; i < 5; i++) {
            serve("a", 0);
        }

        assertThat(admit("a", 0)).isEqualTo(new Admission.RateExceeded(1));
        serve("b", 0);
        serve("a", SECOND / 2);
        assertThat(admit("a", SECOND / 2)).isInstanceOf(Admission.RateExceeded.class);
    }

    @Test
    void oneCallerIsHeldToItsConcurrency() {
        Admission first = admit("a", 0);
        admit("a", 0);
        admit("a", 0);

        assertThat(admit("a", 0)).isEqualTo(new Admission.TooManyConcurrent());
        table.release(((Admission.Admitted) first).usage());
        assertThat(admit("a", 0)).isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void aClockThatGoesBackTakesNothing() {
        serve("a", 100 * SECOND);
        serve("a", 0);

        for (int i = 0; i < 3; i++) {
            serve("a", 100 * SECOND);
        }
        assertThat(admit("a", 100 * SECOND)).isInstanceOf(Admission.RateExceeded.class);
    }

    @Test
    void callersAreBoundedAndThoseInWorkAreKept() {
        admit("in work", 0);
        for (int i = 0; i < 1_000; i++) {
            serve("other-" + i, 0);
        }

        assertThat(table.size()).isEqualTo(TestLimits.CALLERS);
        admit("in work", 0);
        admit("in work", 0);
        assertThat(admit("in work", 0)).isEqualTo(new Admission.TooManyConcurrent());
    }
}
