package io.taskgate.event;

import io.taskgate.callback.heartbeat.HeartbeatService;
import io.taskgate.callback.identity.CorrelationKeyRule;
import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.AnswerDelivery;
import io.taskgate.callback.model.Tenant;
import io.taskgate.callback.settlement.SettlementService;
import io.taskgate.event.format.EventPrincipal;
import io.taskgate.event.format.InboundEvent;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.json.JsonText;
import io.taskgate.route.EventCorrelation;
import io.taskgate.route.Route;
import io.taskgate.route.WorkStatus;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Handles events of services that are not aware of taskgate: the mapping of the matching route defines their
/// meaning. An event that matches several routes settles none. Thread-safe.
@Singleton
final class ServiceEventHandler {

    private static final Logger LOG = Logger.getLogger(ServiceEventHandler.class);

    private final EventPatternMatcher matcher;
    private final StrayEventRecorder strays;
    private final SettlementService settlements;
    private final HeartbeatService heartbeat;
    private final Tenant tenant;

    ServiceEventHandler(
            EventPatternMatcher matcher,
            StrayEventRecorder strays,
            SettlementService settlements,
            HeartbeatService heartbeat,
            Tenant tenant) {
        this.matcher = matcher;
        this.strays = strays;
        this.settlements = settlements;
        this.heartbeat = heartbeat;
        this.tenant = tenant;
    }

    EventResult handle(InboundEvent envelope, EventPrincipal caller) {
        List<Route> fitting = matcher.matching(envelope.event());
        List<Route> covered = covered(fitting, caller);
        if (covered.size() == 1) {
            return handle(envelope, covered.getFirst(), caller, envelope.delivery(caller));
        }
        return covered.isEmpty() && !fitting.isEmpty() && caller.isFromQueue()
                ? forbidden(fitting, caller)
                : strays.stray(envelope, covered);
    }

    boolean matches(InboundEvent envelope, EventPrincipal caller) {
        return !covered(matcher.matching(envelope.event()), caller).isEmpty();
    }

    /// Only routes that the grant covers answer. Others look unknown to the sender.
    private static List<Route> covered(List<Route> fitting, EventPrincipal caller) {
        return fitting.stream()
                .filter(route -> caller.mayAnswer(route.service(), route.operation()))
                .toList();
    }

    private static EventResult forbidden(List<Route> fitting, EventPrincipal caller) {
        return new EventResult.Rejected(
                EventResult.RejectionReason.FORBIDDEN,
                "event",
                "The grant of " + caller.principal() + " does not cover the matching routes "
                        + fitting.stream().map(Route::name).toList() + ".");
    }

    /// Handles a webhook call of this route.
    ///
    /// @param delivery identifies the delivery
    EventResult handleWebhook(Route route, InboundEvent envelope, AnswerDelivery delivery) {
        if (!EventPatternMatcher.fits(match(route), envelope.event())) {
            return strays.stray(envelope, List.of());
        }
        EventResult taken = handle(envelope, route, new WebhookPrincipal(route, tenant.name()), delivery);
        if (taken instanceof EventResult.Handled(EventResult.Result result, String callbackId)
                && result == EventResult.Result.REPLAYED) {
            LOG.warnf(
                    "Webhook replay ignored, the delivery answered an earlier generation: callbackId=%s route=%s",
                    callbackId, route.name());
        }
        return taken;
    }

    private static EventCorrelation match(Route route) {
        return Objects.requireNonNull(route.ways().match(), "A route without a match can't be matched.");
    }

    private EventResult handle(
            InboundEvent envelope, Route route, EventPrincipal caller, @Nullable AnswerDelivery delivery) {
        if (!caller.mayAnswer(route.service(), route.operation())) {
            return forbidden(List.of(route), caller);
        }
        EventCorrelation match = match(route);
        String key;
        try {
            key = match.correlationKey(envelope.event());
        } catch (EvaluationException e) {
            return unreadable(route, "key: " + e.getMessage());
        }
        Optional<String> problem = CorrelationKeyRule.problem(key);
        if (problem.isPresent()) {
            return unreadable(route, "key: " + problem.get());
        }
        CallbackAddress.ByKey address =
                new CallbackAddress.ByKey(caller.tenant(), route.service(), route.operation(), key);
        return switch (match.mapping().statusOf(envelope.event())) {
            case WorkStatus.Succeeded(var result) ->
                EventResults.of(settlements.settle(address, new Answer.Success(JsonText.of(result)), delivery));
            case WorkStatus.Failed(String error, String cause) ->
                EventResults.of(settlements.settle(address, new Answer.Failure(error, cause), delivery));
            case WorkStatus.InProgress(var progress) ->
                HeartbeatService.validate(progress)
                        .<EventResult>map(flaw -> unreadable(route, flaw.field() + ": " + flaw.message()))
                        .orElseGet(() -> EventResults.of(heartbeat.accept(address, progress)));
            case WorkStatus.Ignored ignored -> new EventResult.Handled(EventResult.Result.IGNORED, null);
            case WorkStatus.Unparsable(String reason) -> unreadable(route, reason);
        };
    }

    private static EventResult unreadable(Route route, String reason) {
        return new EventResult.Rejected(
                EventResult.RejectionReason.INVALID,
                "event",
                "The mapping of route " + route.name() + " can't read the event: " + reason);
    }
}
