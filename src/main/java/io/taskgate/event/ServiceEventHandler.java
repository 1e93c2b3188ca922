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

/// Events of services that know nothing of taskgate: the route that one fits says what it means. One that fits
/// more than one route is settled for none. Safe for many threads.
@Singleton
final class ServiceEventHandler {

    private static final Logger LOG = Logger.getLogger(ServiceEventHandler.class);

    private final EventPatternMatcher matcher;
    private final StrayEventRecorder strays;
    private final SettlementService settle;
    private final HeartbeatService heartbeat;
    private final Tenant tenant;

    ServiceEventHandler(
            EventPatternMatcher matcher,
            StrayEventRecorder strays,
            SettlementService settle,
            HeartbeatService heartbeat,
            Tenant tenant) {
        this.matcher = matcher;
        this.strays = strays;
        this.settle = settle;
        this.heartbeat = heartbeat;
        this.tenant = tenant;
    }

    EventResult take(InboundEvent envelope, EventPrincipal caller) {
        List<Route> fitting = matcher.matching(envelope.event());
        List<Route> covered = covered(fitting, caller);
        if (covered.size() == 1) {
            return take(envelope, covered.getFirst(), caller, envelope.delivery(caller));
        }
        return covered.isEmpty() && !fitting.isEmpty() && caller.isFromQueue()
                ? forbidden(fitting, caller)
                : strays.stray(envelope, covered);
    }

    boolean isWanted(InboundEvent envelope, EventPrincipal caller) {
        return !covered(matcher.matching(envelope.event()), caller).isEmpty();
    }

    /// A route answers to those only whose grant covers it. To others it is not there.
    private static List<Route> covered(List<Route> fitting, EventPrincipal caller) {
        return fitting.stream()
                .filter(route -> caller.mayAnswer(route.service(), route.operation()))
                .toList();
    }

    private static EventResult forbidden(List<Route> fitting, EventPrincipal caller) {
        return new EventResult.Refused(
                EventResult.Why.FORBIDDEN,
                "event",
                "fits " + fitting.stream().map(Route::name).toList() + ", which the grant of " + caller.principal()
                        + " does not cover");
    }

    /// A provider's call, which came to this route.
    ///
    /// @param delivery tells it from the provider's others
    EventResult takeFor(Route route, InboundEvent envelope, AnswerDelivery delivery) {
        if (!EventPatternMatcher.fits(match(route), envelope.event())) {
            return strays.stray(envelope, List.of());
        }
        EventResult taken = take(envelope, route, new WebhookPrincipal(route, tenant.name()), delivery);
        if (taken instanceof EventResult.Done(EventResult.Result result, String callbackId)
                && result == EventResult.Result.REPLAYED) {
            LOG.warnf(
                    "%s: a call of the webhook of %s is refused: an earlier generation was answered by the same one",
                    callbackId, route.name());
        }
        return taken;
    }

    private static EventCorrelation match(Route route) {
        return Objects.requireNonNull(route.ways().match(), "only a route with a match is found by one");
    }

    private EventResult take(
            InboundEvent envelope, Route route, EventPrincipal caller, @Nullable AnswerDelivery delivery) {
        if (!caller.mayAnswer(route.service(), route.operation())) {
            return forbidden(List.of(route), caller);
        }
        EventCorrelation match = match(route);
        String key;
        try {
            key = match.keyIn(envelope.event());
        } catch (EvaluationException e) {
            return unreadable(route, "key: " + e.getMessage());
        }
        Optional<String> problem = CorrelationKeyRule.problem(key);
        if (problem.isPresent()) {
            return unreadable(route, "key: " + problem.get());
        }
        CallbackAddress.ByKey address =
                new CallbackAddress.ByKey(caller.tenant(), route.service(), route.operation(), key);
        return switch (match.reading().read(envelope.event())) {
            case WorkStatus.Succeeded(var result) ->
                EventResults.of(settle.settle(address, new Answer.Success(JsonText.of(result)), delivery));
            case WorkStatus.Failed(String error, String cause) ->
                EventResults.of(settle.settle(address, new Answer.Failure(error, cause), delivery));
            case WorkStatus.Alive(var progress) ->
                HeartbeatService.flawOf(progress)
                        .<EventResult>map(flaw -> unreadable(route, flaw.field() + ": " + flaw.message()))
                        .orElseGet(() -> EventResults.of(heartbeat.accept(address, progress)));
            case WorkStatus.Ignored ignored -> new EventResult.Done(EventResult.Result.IGNORED, null);
            case WorkStatus.Unreadable(String reason) -> unreadable(route, reason);
        };
    }

    private static EventResult unreadable(Route route, String reason) {
        return new EventResult.Refused(
                EventResult.Why.INVALID,
                "event",
                "fits the route " + route.name() + ", whose match can't read it: " + reason);
    }
}
