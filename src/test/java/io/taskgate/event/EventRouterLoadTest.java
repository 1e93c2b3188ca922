package io.taskgate.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskgate.audit.AuditLog;
import io.taskgate.event.format.EventPrincipal;
import io.taskgate.event.format.InboundEvent;
import io.taskgate.event.source.EventSourceRegistry;
import io.taskgate.testing.payload.EvaluatorOverload;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// Tests that an event is redelivered if its shape can't be evaluated because of load.
class EventRouterLoadTest {

    private static final InboundEvent EVENT =
            InboundEvent.read("{\"id\":\"1\",\"source\":\"acme\",\"detail-type\":\"Moved\",\"detail\":{}}"
                    .getBytes(StandardCharsets.UTF_8));

    @Test
    void loadIsNoReasonToRefuseIt() {
        ServiceEventHandler foreign = mock(ServiceEventHandler.class);
        EventPrincipal bus = mock(EventPrincipal.class);
        when(foreign.handle(EVENT, bus)).thenThrow(EvaluatorOverload.thrown());
        EventRouter intake = new EventRouter(
                mock(TaskgateEventHandler.class),
                foreign,
                mock(ExecutionStatusHandler.class),
                mock(EventSourceRegistry.class),
                mock(AuditLog.class),
                new SimpleMeterRegistry());

        assertThat(intake.route(EVENT, bus)).isInstanceOf(EventResult.NotNow.class);
    }
}
