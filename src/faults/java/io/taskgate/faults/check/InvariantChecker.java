package io.taskgate.faults.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.faults.scenario.SubmittedAnswer;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Judges a play by its logs, and knows nothing of how the gateway works. Pure.
final class InvariantChecker {

    private static final Set<String> ENDS = Set.of("DELIVERED", "CLOSED", "REJECTED", "EXPIRED", "CANCELLED");
    private static final Set<Integer> SENT_AWAY = Set.of(429, 503);
    private static final Set<Integer> REFUSALS = Set.of(400, 401, 403, 404, 405, 406, 413, 415, 422, 500);

    private static final String NO_REASON = "none";

    private final List<Incident> incidents;
    private final Set<String> lateReplies;

    /// Creates a checker.
    ///
    /// @param incidents the times at which processes died or paused, and at which the ledger failed or replies
    ///     were late
    /// @param lateReplies the callbacks of which a gateway gave up a report's call after its 2 s
    InvariantChecker(List<Incident> incidents, Set<String> lateReplies) {
        this.incidents = incidents;
        this.lateReplies = lateReplies;
    }

    List<Violation> check(ScenarioTrace story) {
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
                        this::refused,
                        this::sentAwayForGood)
                .flatMap(rule -> rule.apply(story))
                .toList();
    }

    private static Stream<Violation> when(boolean broken, Invariant rule, ScenarioTrace story, String detail) {
        return broken ? Stream.of(new Violation(rule, story.key(), detail)) : Stream.empty();
    }

    private static Set<String> applied(ScenarioTrace story) {
        return story.answers().map(SubmittedAnswer::identityOf).collect(Collectors.toSet());
    }

    private Stream<Violation> lost(ScenarioTrace story) {
        Set<String> applied = applied(story);
        return story.acknowledged().stream()
                .filter(said -> !applied.contains(said))
                .map(said -> new Violation(
                        Invariant.LOST, story.key(), said + " was acknowledged; the record: " + brief(story)));
    }

    private Stream<Violation> wrong(ScenarioTrace story) {
        Set<String> allowed = story.acknowledged().isEmpty() ? story.said() : story.acknowledged();
        return applied(story).stream()
                .filter(said -> !allowed.contains(said))
                .map(said -> new Violation(
                        Invariant.WRONG, story.key(), said + " was applied; acknowledged: " + story.acknowledged()));
    }

    private Stream<Violation> bothAcknowledged(ScenarioTrace story) {
        return when(
                story.acknowledged().size() > 1,
                Invariant.BOTH_ACKNOWLEDGED,
                story,
                String.valueOf(story.acknowledged()));
    }

    private Stream<Violation> twice(ScenarioTrace story) {
        return when(story.answers().count() > 1, Invariant.TWICE, story, String.valueOf(applied(story)));
    }

    private Stream<Violation> falseDelivered(ScenarioTrace story) {
        if (!story.state().equals("DELIVERED") || story.record() == null) {
            return Stream.empty();
        }
        String outcome = story.record().path("outcome").asText();
        boolean there = story.outcomes().anyMatch(line -> switch (outcome) {
            case "SUCCESS" -> line.path("applied").asText().equals("SendTaskSuccess");
            case "FAILURE" -> line.has("error") && !ScenarioTrace.isOwn(line);
            default -> ScenarioTrace.isOwn(line);
        });
        return when(!there, Invariant.FALSE_DELIVERED, story, "Step Functions has no " + outcome);
    }

    /// The last token is settled by us, or by somebody else: not both.
    private Stream<Violation> falseClosed(ScenarioTrace story) {
        boolean ours = story.answers().findAny().isPresent();
        return when(
                ours && Set.of("CLOSED", "REJECTED", "EXPIRED").contains(story.state()),
                Invariant.FALSE_CLOSED,
                story,
                "Step Functions took " + applied(story) + "; the record: " + brief(story));
    }

    private Stream<Violation> needlesslyAmbiguous(ScenarioTrace story) {
        boolean needless = reasons(story).contains(NO_REASON);
        return when(needless, Invariant.NEEDLESSLY_AMBIGUOUS, story, brief(story));
    }

    /// Why a callback was AMBIGUOUS, for each time that it was.
    List<String> reasons(ScenarioTrace story) {
        boolean struck = story.strikes().findAny().isPresent();
        boolean late = lateReplies.contains(story.callbackId());
        return story.doubts()
                .map(doubt -> struck
                        ? "a report's call was struck"
                        : incidents.stream()
                                .filter(incident -> incident.touches(doubt))
                                .findFirst()
                                .map(Incident::what)
                                .orElse(late ? "a report's reply took more than 2 s" : NO_REASON))
                .toList();
    }

    private Stream<Violation> requestIds(ScenarioTrace story) {
        long tokens = story.did("register")
                .map(line -> line.path("tokenSha256").asText())
                .distinct()
                .count();
        Set<String> ids = story.did("request")
                .map(line -> line.path("requestId").asText())
                .collect(Collectors.toSet());
        return when(ids.size() > tokens, Invariant.REQUEST_IDS, story, ids + " for " + tokens + " tokens");
    }

    /// By this machine's clock: the truth was heard after it was applied, so what looks late may be early, but
    /// what looks early is.
    private Stream<Violation> timedOutEarly(ScenarioTrace story) {
        return story.outcomes()
                .filter(line -> line.path("error").asText().equals("Taskgate.HeartbeatTimeout"))
                .flatMap(timeOut -> story.did("heartbeat")
                        .filter(ScenarioTrace::isAcknowledged)
                        .filter(beat -> beat.has("heartbeatDeadline"))
                        .filter(beat -> isBetween(beat, timeOut))
                        .map(beat -> new Violation(
                                Invariant.TIMED_OUT_EARLY,
                                story.key(),
                                "timed out at " + ScenarioTrace.at(timeOut) + ", told "
                                        + beat.path("heartbeatDeadline").asText())));
    }

    private static boolean isBetween(JsonNode beat, JsonNode timeOut) {
        Instant deadline = Instant.parse(beat.path("heartbeatDeadline").asText());
        // A later beat is of a later token.
        return ScenarioTrace.at(beat).isBefore(ScenarioTrace.at(timeOut))
                && ScenarioTrace.at(timeOut).isBefore(deadline);
    }

    private Stream<Violation> open(ScenarioTrace story) {
        boolean answered =
                story.did("answer").anyMatch(line -> line.path("status").asInt() != 0);
        return when(answered && !story.isEnded(), Invariant.OPEN, story, brief(story));
    }

    private Stream<Violation> unfinished(ScenarioTrace story) {
        return when(!ENDS.contains(story.state()), Invariant.UNFINISHED, story, brief(story));
    }

    private Stream<Violation> refused(ScenarioTrace story) {
        return story.clients().stream()
                .filter(line -> REFUSALS.contains(line.path("status").asInt()))
                .map(line -> new Violation(Invariant.REFUSED, story.key(), line.toString()));
    }

    private Stream<Violation> sentAwayForGood(ScenarioTrace story) {
        return story.clients().stream()
                .filter(line -> SENT_AWAY.contains(line.path("status").asInt()) && !line.has("retryAfter"))
                .map(line -> new Violation(Invariant.NO_RETRY_AFTER, story.key(), line.toString()));
    }

    private static String brief(ScenarioTrace story) {
        JsonNode record = story.record();
        return record == null
                ? "none"
                : record.path("state").asText() + " " + record.path("outcome").asText() + " "
                        + record.path("reason").asText() + " "
                        + record.path("history").findValuesAsText("event");
    }
}
