package io.taskgate.event;

import io.taskgate.callback.Address;
import io.taskgate.callback.Answer;
import io.taskgate.callback.CorrelationKeys;
import io.taskgate.callback.Heartbeat;
import io.taskgate.callback.Settle;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.JsonText;
import io.taskgate.route.Match;
import io.taskgate.route.Route;
import io.taskgate.route.Verdict;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Events of services that know nothing of taskgate: the route that one fits says what it means. One that fits more
/// than one route is settled for none. Safe for many threads.
@Singleton
final class ForeignEvents {

    private final Matcher matcher;
    private final Strays strays;
    private final Settle settle;
    private final Heartbeat heartbeat;

    ForeignEvents(Matcher matcher, Strays strays, Settle settle, Heartbeat heartbeat) {
        this.matcher = matcher;
        this.strays = strays;
        this.settle = settle;
        this.heartbeat = heartbeat;
    }

    Taken take(Envelope envelope, Caller caller) {
        List<Route> fitting = matcher.matching(envelope.event());
        return fitting.size() == 1 ? take(envelope, fitting.getFirst(), caller) : strays.stray(envelope, fitting);
    }

    boolean isWanted(Envelope envelope) {
        return !matcher.matching(envelope.event()).isEmpty();
    }

    /// A provider's call, which came to this route.
    Taken takeFor(Route route, Envelope envelope) {
        return Matcher.fits(match(route), envelope.event())
                ? take(envelope, route, Caller.webhook(route))
                : strays.stray(envelope, List.of());
    }

    private static Match match(Route route) {
        return Objects.requireNonNull(route.ways().match(), "only a route with a match is found by one");
    }

    private Taken take(Envelope envelope, Route route, Caller caller) {
        if (!caller.mayAnswer(route.service(), route.operation())) {
            return new Taken.Refused(Taken.Why.FORBIDDEN, "event", "is for a route that this key does not cover");
        }
        Match match = match(route);
        String key;
        try {
            key = match.keyIn(envelope.event());
        } catch (EvaluationException e) {
            return unreadable(route, "key: " + e.getMessage());
        }
        Optional<String> problem = CorrelationKeys.problem(key);
        if (problem.isPresent()) {
            return unreadable(route, "key: " + problem.get());
        }
        Address.ByKey address = new Address.ByKey(route.service(), route.operation(), key);
        return switch (match.reading().read(envelope.event())) {
            case Verdict.Succeeded(var result) ->
                Takings.of(settle.settle(address, new Answer.Success(JsonText.of(result))));
            case Verdict.Failed(String error, String cause) ->
                Takings.of(settle.settle(address, new Answer.Failure(error, cause)));
            case Verdict.Alive(var progress) ->
                Heartbeat.flawOf(progress)
                        .<Taken>map(flaw -> unreadable(route, flaw.field() + ": " + flaw.message()))
                        .orElseGet(() -> Takings.of(heartbeat.beat(address, progress)));
            case Verdict.Ignored ignored -> new Taken.Done(Taken.Result.IGNORED, null);
            case Verdict.Unreadable(String reason) -> unreadable(route, reason);
        };
    }

    private static Taken unreadable(Route route, String reason) {
        return new Taken.Refused(
                Taken.Why.INVALID,
                "event",
                "fits the route " + route.name() + ", whose match can't read it: " + reason);
    }
}
