package io.taskgate.event;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.micrometer.core.instrument.MeterRegistry;
import io.taskgate.audit.AuditConfig;
import io.taskgate.audit.AuditLog;
import io.taskgate.batch.ledger.BatchLedger;
import io.taskgate.batch.request.RunnerLinkSigner;
import io.taskgate.batch.runner.RunnerCallbackService;
import io.taskgate.batch.runner.RunnerCompletionHandler;
import io.taskgate.callback.heartbeat.HeartbeatService;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.link.LinkSigner;
import io.taskgate.callback.model.Tenant;
import io.taskgate.callback.registration.ImmediateSettlement;
import io.taskgate.callback.registration.RegistrationService;
import io.taskgate.callback.settlement.SettlementService;
import io.taskgate.callback.settlement.TaskCloser;
import io.taskgate.callback.sweep.EndedExecutionHandler;
import io.taskgate.event.source.EventConfig;
import io.taskgate.event.source.EventSourceRegistry;
import io.taskgate.event.unmatched.StrayEventStore;
import io.taskgate.route.RouteRegistry;
import io.taskgate.testing.config.TestSettings;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.time.Clock;
import java.util.Map;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;

/// Assembles the production classes that consume events for a simulation. A source whose name begins with the
/// tenant's name has all permissions; Step Functions may report the status of its executions.
public final class EventIntake {

    private static final Validator VALIDATOR = Validation.byDefaultProvider()
            .configure()
            .messageInterpolator(new ParameterMessageInterpolator())
            .buildValidatorFactory()
            .getValidator();
    private static final ObjectMapper MAPPER = new ObjectMapper().registerModule(new JavaTimeModule());

    /// The tenant, which is also the prefix of the names of event sources.
    public static final String TENANT = "simulation";

    private static final String EVENTS = "taskgate.events";
    private static final String AUDIT = "taskgate.audit";
    private static final Map<String, String> CONFIG = config();

    private EventIntake() {}

    /// The production components that handle events.
    public record Parts(
            RouteRegistry routes,
            Ledger ledger,
            BatchLedger batches,
            RegistrationService register,
            ImmediateSettlement rejections,
            SettlementService settle,
            HeartbeatService heartbeat,
            TaskCloser closer,
            LinkSigner links,
            RunnerLinkSigner runnerLinks,
            RunnerCompletionHandler runners,
            StrayEventStore strays) {}

    public static CallbackEventConsumer of(Parts parts, Clock clock, MeterRegistry meters) {
        Tenant own = new Tenant(TENANT);
        TaskgateEventHandler taskgate = new TaskgateEventHandler(
                parts.settle(),
                parts.heartbeat(),
                new RegistrationEventHandler(
                        parts.register(), parts.rejections(), new RegistrationEventParser(MAPPER), VALIDATOR),
                parts.links(),
                parts.routes(),
                new RunnerCallbackService(parts.batches(), parts.runnerLinks(), parts.runners()));
        ServiceEventHandler foreign = new ServiceEventHandler(
                new EventPatternMatcher(parts.routes()),
                new StrayEventRecorder(parts.strays(), clock),
                parts.settle(),
                parts.heartbeat(),
                own);
        return new CallbackEventConsumer(new EventRouter(
                taskgate,
                foreign,
                new ExecutionStatusHandler(
                        new EndedExecutionHandler(parts.ledger(), parts.heartbeat(), parts.closer()), parts.runners()),
                new EventSourceRegistry(TestSettings.map(EventConfig.class, EVENTS, CONFIG), own),
                new AuditLog(TestSettings.map(AuditConfig.class, AUDIT, CONFIG), clock, meters),
                meters));
    }

    private static Map<String, String> config() {
        String sources = EVENTS + ".sources.";
        return Map.of(
                sources + "all.source", TENANT + "*",
                sources + "all.roles", "workflow,worker",
                sources + "all.services", "*",
                sources + "states.source", "aws.states",
                sources + "states.roles", "status");
    }
}
