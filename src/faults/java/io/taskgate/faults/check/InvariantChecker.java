package io.taskgate.faults.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.faults.scenario.SubmittedAnswer;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Checks the logs of one scenario against the invariants, without knowledge of the gateway's implementation.
/// Stateless.
final class InvariantChecker {

    private static final Set<String> FINAL_STATES = Set.of("DELIVERED", "CLOSED", "REJECTED", "EXPIRED", "CANCELLED");
    private static final Set<Integer> REJECTED_BY_LOAD = Set.of(429, 503);
    private static final Set<Integer> REJECTIONS = Set.of(400, 401, 403, 404, 405, 406, 413, 415, 422, 500);

    private static final String NO_CAUSE = "none";

    private final List<Incident> incidents;
    private final Set<String> lateReplies;

    /// Creates a checker.
    ///
    /// @param incidents the periods in which processes ended or paused, the ledger failed, or replies were
    ///     late
    /// @param lateReplies the callbacks with a report whose call timed out after 2 s
    InvariantChecker(List<Incident> incidents, Set<String> lateReplies) {
        this.incidents = incidents;
        this.lateReplies = lateReplies;
    }

    List<Violation> check(ScenarioTrace trace) {
        return Stream.<Function<ScenarioTrace, Stream<Violation>>>of(
                        this::lost,
                        this::wrong,
                        this::bothAcknowledged,
                        this::twice,
                        this::falseDelivered,
                        this::falseClosed,
                        this::needlesslyAmbiguous,
                        this::requestIds,
                        this::timedOutEarly,
                        this::open,
                        this::unfinished,
                        this::rejected,
                        this::withoutRetryAfter)
                .flatMap(rule -> rule.apply(trace))
                .toList();
    }

    private static Stream<Violation> violationIf(boolean broken, Invariant rule, ScenarioTrace trace, String detail) {
        return broken ? Stream.of(new Violation(rule, trace.key(), detail)) : Stream.empty();
    }

    private static Set<String> applied(ScenarioTrace trace) {
        return trace.answers().map(SubmittedAnswer::identityOf).collect(Collectors.toSet());
    }

    private Stream<Violation> lost(ScenarioTrace trace) {
        Set<String> applied = applied(trace);
        return trace.acknowledged().stream()
                .filter(submitted -> !applied.contains(submitted))
                .map(submitted -> new Violation(
                        Invariant.LOST, trace.key(), submitted + " was acknowledged; record: " + brief(trace)));
    }

    private Stream<Violation> wrong(ScenarioTrace trace) {
        Set<String> allowed = trace.acknowledged().isEmpty() ? trace.submitted() : trace.acknowledged();
        return applied(trace).stream()
                .filter(submitted -> !allowed.contains(submitted))
                .map(submitted -> new Violation(
                        Invariant.WRONG,
                        trace.key(),
                        submitted + " was applied; acknowledged: " + trace.acknowledged()));
    }

    private Stream<Violation> bothAcknowledged(ScenarioTrace trace) {
        return violationIf(
                trace.acknowledged().size() > 1,
                Invariant.BOTH_ACKNOWLEDGED,
                trace,
                String.valueOf(trace.acknowledged()));
    }

    private Stream<Violation> twice(ScenarioTrace trace) {
        return violationIf(trace.answers().count() > 1, Invariant.TWICE, trace, String.valueOf(applied(trace)));
    }

    private Stream<Violation> falseDelivered(ScenarioTrace trace) {
        if (!trace.state().equals("DELIVERED") || trace.record() == null) {
            return Stream.empty();
        }
        String outcome = trace.record().path("outcome").asText();
        boolean accepted = trace.outcomes().anyMatch(line -> switch (outcome) {
            case "SUCCESS" -> line.path("applied").asText().equals("SendTaskSuccess");
            case "FAILURE" -> line.has("error") && !ScenarioTrace.isByTaskgate(line);
            default -> ScenarioTrace.isByTaskgate(line);
        });
        return violationIf(!accepted, Invariant.FALSE_DELIVERED, trace, "Step Functions actions not accept " + outcome);
    }

    /// Checks that either the gateway or another party has settled the last token, but not both.
    private Stream<Violation> falseClosed(ScenarioTrace trace) {
        boolean ours = trace.answers().findAny().isPresent();
        return violationIf(
                ours && Set.of("CLOSED", "REJECTED", "EXPIRED").contains(trace.state()),
                Invariant.FALSE_CLOSED,
                trace,
                "Step Functions accepted " + applied(trace) + "; record: " + brief(trace));
    }

    private Stream<Violation> needlesslyAmbiguous(ScenarioTrace trace) {
        boolean needless = ambiguityCauses(trace).contains(NO_CAUSE);
        return violationIf(needless, Invariant.NEEDLESSLY_AMBIGUOUS, trace, brief(trace));
    }

    /// Returns the cause of each time that the callback was AMBIGUOUS.
    List<String> ambiguityCauses(ScenarioTrace trace) {
        boolean struck = trace.strikes().findAny().isPresent();
        boolean late = lateReplies.contains(trace.callbackId());
        return trace.ambiguousPeriods()
                .map(period -> struck
                        ? "a report's call was struck"
                        : incidents.stream()
                                .filter(incident -> incident.overlaps(period))
                                .findFirst()
                                .map(Incident::what)
                                .orElse(late ? "a report's reply took more than 2 s" : NO_CAUSE))
                .toList();
    }

    private Stream<Violation> requestIds(ScenarioTrace trace) {
        long tokens = trace.actions("register")
                .map(line -> line.path("tokenSha256").asText())
                .distinct()
                .count();
        Set<String> ids = trace.actions("request")
                .map(line -> line.path("requestId").asText())
                .collect(Collectors.toSet());
        return violationIf(ids.size() > tokens, Invariant.REQUEST_IDS, trace, ids + " for " + tokens + " tokens");
    }

    /// Uses this machine's clock. The truth log's entries arrive after their calls, so a time-out may seem
    /// late, but a time-out that seems early is early.
    private Stream<Violation> timedOutEarly(ScenarioTrace trace) {
        return trace.outcomes()
                .filter(line -> line.path("error").asText().equals("Taskgate.HeartbeatTimeout"))
                .flatMap(timeOut -> trace.actions("heartbeat")
                        .filter(ScenarioTrace::isAcknowledged)
                        .filter(beat -> beat.has("heartbeatDeadline"))
                        .filter(beat -> isBetween(beat, timeOut))
                        .map(beat -> new Violation(
                                Invariant.TIMED_OUT_EARLY,
                                trace.key(),
                                "timed out at " + ScenarioTrace.at(timeOut) + ", announced deadline: "
                                        + beat.path("heartbeatDeadline").asText())));
    }

    private static boolean isBetween(JsonNode beat, JsonNode timeOut) {
        Instant deadline = Instant.parse(beat.path("heartbeatDeadline").asText());
        // A later heartbeat belongs to a later token.
        return ScenarioTrace.at(beat).isBefore(ScenarioTrace.at(timeOut))
                && ScenarioTrace.at(timeOut).isBefore(deadline);
    }

    private Stream<Violation> open(ScenarioTrace trace) {
        boolean answered =
                trace.actions("answer").anyMatch(line -> line.path("status").asInt() != 0);
        return violationIf(answered && !trace.isEnded(), Invariant.OPEN, trace, brief(trace));
    }

    private Stream<Violation> unfinished(ScenarioTrace trace) {
        return violationIf(!FINAL_STATES.contains(trace.state()), Invariant.UNFINISHED, trace, brief(trace));
    }

    private Stream<Violation> rejected(ScenarioTrace trace) {
        return trace.clients().stream()
                .filter(line -> REJECTIONS.contains(line.path("status").asInt()))
                .map(line -> new Violation(Invariant.REFUSED, trace.key(), line.toString()));
    }

    private Stream<Violation> withoutRetryAfter(ScenarioTrace trace) {
        return trace.clients().stream()
                .filter(line -> REJECTED_BY_LOAD.contains(line.path("status").asInt()) && !line.has("retryAfter"))
                .map(line -> new Violation(Invariant.NO_RETRY_AFTER, trace.key(), line.toString()));
    }

    private static String brief(ScenarioTrace trace) {
        JsonNode record = trace.record();
        return record == null
                ? "none"
                : record.path("state").asText() + " " + record.path("outcome").asText() + " "
                        + record.path("reason").asText() + " "
                        + record.path("history").findValuesAsText("event");
    }
}
