package io.taskgate.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Judges a play by its logs, and knows nothing of how the gateway works. Pure.
final class Checker {

    private static final Set<String> ENDS = Set.of("DELIVERED", "CLOSED", "REJECTED", "EXPIRED", "CANCELLED");
    private static final Set<Integer> SENT_AWAY = Set.of(429, 503);
    private static final Set<Integer> REFUSALS = Set.of(400, 401, 403, 404, 405, 406, 413, 415, 422, 500);

    private final List<Incident> incidents;

    /// @param incidents when processes died or stood still, and when the ledger misbehaved or replies were late
    Checker(List<Incident> incidents) {
        this.incidents = incidents;
    }

    List<Violation> check(Story story) {
        return Stream.<Function<Story, Stream<Violation>>>of(
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

    private static Stream<Violation> when(boolean broken, Rule rule, Story story, String detail) {
        return broken ? Stream.of(new Violation(rule, story.key(), detail)) : Stream.empty();
    }

    private static Set<String> applied(Story story) {
        return story.answers().map(Said::identityOf).collect(Collectors.toSet());
    }

    private Stream<Violation> lost(Story story) {
        Set<String> applied = applied(story);
        return story.acknowledged().stream()
                .filter(said -> !applied.contains(said))
                .map(said ->
                        new Violation(Rule.LOST, story.key(), said + " was acknowledged; the record: " + brief(story)));
    }

    private Stream<Violation> wrong(Story story) {
        Set<String> allowed = story.acknowledged().isEmpty() ? story.said() : story.acknowledged();
        return applied(story).stream()
                .filter(said -> !allowed.contains(said))
                .map(said -> new Violation(
                        Rule.WRONG, story.key(), said + " was applied; acknowledged: " + story.acknowledged()));
    }

    private Stream<Violation> bothAcknowledged(Story story) {
        return when(
                story.acknowledged().size() > 1, Rule.BOTH_ACKNOWLEDGED, story, String.valueOf(story.acknowledged()));
    }

    private Stream<Violation> twice(Story story) {
        return when(story.answers().count() > 1, Rule.TWICE, story, String.valueOf(applied(story)));
    }

    private Stream<Violation> falseDelivered(Story story) {
        if (!story.state().equals("DELIVERED") || story.record() == null) {
            return Stream.empty();
        }
        String outcome = story.record().path("outcome").asText();
        boolean there = story.outcomes().anyMatch(line -> switch (outcome) {
            case "SUCCESS" -> line.path("applied").asText().equals("SendTaskSuccess");
            case "FAILURE" -> line.has("error") && !Story.isOwn(line);
            default -> Story.isOwn(line);
        });
        return when(!there, Rule.FALSE_DELIVERED, story, "Step Functions has no " + outcome);
    }

    /// The last token is settled by us, or by somebody else: not both.
    private Stream<Violation> falseClosed(Story story) {
        boolean ours = story.answers().findAny().isPresent();
        return when(
                ours && Set.of("CLOSED", "REJECTED", "EXPIRED").contains(story.state()),
                Rule.FALSE_CLOSED,
                story,
                "Step Functions took " + applied(story) + "; the record: " + brief(story));
    }

    private Stream<Violation> needlesslyAmbiguous(Story story) {
        boolean struck = story.strikes().findAny().isPresent();
        boolean excused = struck
                || story.doubts().allMatch(doubt -> incidents.stream().anyMatch(incident -> incident.touches(doubt)));
        return when(!excused, Rule.NEEDLESSLY_AMBIGUOUS, story, brief(story));
    }

    private Stream<Violation> requestIds(Story story) {
        long tokens = story.did("register")
                .map(line -> line.path("tokenSha256").asText())
                .distinct()
                .count();
        Set<String> ids = story.did("request")
                .map(line -> line.path("requestId").asText())
                .collect(Collectors.toSet());
        return when(ids.size() > tokens, Rule.REQUEST_IDS, story, ids + " for " + tokens + " tokens");
    }

    /// By this machine's clock: the truth was heard after it was applied, so what looks late may be early, but what
    /// looks early is.
    private Stream<Violation> timedOutEarly(Story story) {
        return story.outcomes()
                .filter(line -> line.path("error").asText().equals("Taskgate.HeartbeatTimeout"))
                .flatMap(timeOut -> story.did("heartbeat")
                        .filter(Story::isAcknowledged)
                        .filter(beat -> beat.has("heartbeatDeadline"))
                        .filter(beat -> isBetween(beat, timeOut))
                        .map(beat -> new Violation(
                                Rule.TIMED_OUT_EARLY,
                                story.key(),
                                "timed out at " + Story.at(timeOut) + ", told "
                                        + beat.path("heartbeatDeadline").asText())));
    }

    private static boolean isBetween(JsonNode beat, JsonNode timeOut) {
        Instant deadline = Instant.parse(beat.path("heartbeatDeadline").asText());
        // A later beat is of a later token.
        return Story.at(beat).isBefore(Story.at(timeOut)) && Story.at(timeOut).isBefore(deadline);
    }

    private Stream<Violation> open(Story story) {
        boolean answered =
                story.did("answer").anyMatch(line -> line.path("status").asInt() != 0);
        return when(answered && !story.isEnded(), Rule.OPEN, story, brief(story));
    }

    private Stream<Violation> unfinished(Story story) {
        return when(!ENDS.contains(story.state()), Rule.UNFINISHED, story, brief(story));
    }

    private Stream<Violation> refused(Story story) {
        return story.clients().stream()
                .filter(line -> REFUSALS.contains(line.path("status").asInt()))
                .map(line -> new Violation(Rule.REFUSED, story.key(), line.toString()));
    }

    private Stream<Violation> sentAwayForGood(Story story) {
        return story.clients().stream()
                .filter(line -> SENT_AWAY.contains(line.path("status").asInt()) && !line.has("retryAfter"))
                .map(line -> new Violation(Rule.NO_RETRY_AFTER, story.key(), line.toString()));
    }

    private static String brief(Story story) {
        JsonNode record = story.record();
        return record == null
                ? "none"
                : record.path("state").asText() + " " + record.path("outcome").asText() + " "
                        + record.path("reason").asText() + " "
                        + record.path("history").findValuesAsText("event");
    }
}
