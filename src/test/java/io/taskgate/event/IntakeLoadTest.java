package io.taskgate.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskgate.audit.AuditLog;
import io.taskgate.testing.payload.EvaluatorOverload;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// An event whose shape has no place to be evaluated comes again.
class IntakeLoadTest {

    private static final Envelope EVENT =
            Envelope.read("{\"id\":\"1\",\"source\":\"acme\",\"detail-type\":\"Moved\",\"detail\":{}}"
                    .getBytes(StandardCharsets.UTF_8));

    @Test
    void loadIsNoReasonToRefuseIt() {
        ForeignEvents foreign = mock(ForeignEvents.class);
        Caller bus = mock(Caller.class);
        when(foreign.take(EVENT, bus)).thenThrow(EvaluatorOverload.thrown());
        Intake intake = new Intake(
                mock(OwnEvents.class),
                foreign,
                mock(StatusChanges.class),
                mock(EventSourceRegistry.class),
                mock(AuditLog.class),
                new SimpleMeterRegistry());

        assertThat(intake.take(EVENT, bus)).isInstanceOf(Taken.NotNow.class);
    }
}
