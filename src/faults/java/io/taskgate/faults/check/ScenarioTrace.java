package io.taskgate.faults.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.taskgate.faults.TestBed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All that the logs say of one play.
///
/// @param clients lines of its workflow and worker
/// @param truth   lines of its execution, and of calls with one of its tokens that were struck
/// @param record  as an operator saw it at the end; null where there was none
public record ScenarioTrace(
        String key,
        List<JsonNode> clients,
        List<JsonNode> truth,
        @Nullable JsonNode record) {

    /// Replies that leave no doubt.
    private static final Set<String> SURELY_NOT_APPLIED = Set.of("throttle", "deny");

    /// The entries of a record's history with which a report begins.
    private static final Set<String> COMMITS = Set.of("settled", "registered, answer was here", "redriven");

    /// @param clients lines of all plays, and of uploads, which are no play's
    /// @param truth lines of all executions and strikes
    /// @param records by their correlation keys
    static Collection<ScenarioTrace> all(List<JsonNode> clients, List<JsonNode> truth, Map<String, JsonNode> records) {
        Map<String, ScenarioTrace> stories = new LinkedHashMap<>();
        Map<String, ScenarioTrace> byExecution = new LinkedHashMap<>();
        Map<String, ScenarioTrace> byToken = new LinkedHashMap<>();
        for (JsonNode line : clients) {
            if (!line.has("key")) {
                continue;
            }
            String key = line.path("key").asText();
            ScenarioTrace story = stories.computeIfAbsent(
                    key, fresh -> new ScenarioTrace(fresh, new ArrayList<>(), new ArrayList<>(), records.get(fresh)));
            story.clients().add(line);
            if (line.has("executionArn")) {
                byExecution.put(line.path("executionArn").asText(), story);
            }
            if (line.has("tokenSha256")) {
                byToken.put(line.path("tokenSha256").asText(), story);
            }
        }
        for (JsonNode line : truth) {
            ScenarioTrace story = line.has("struck")
                    ? byToken.get(line.path("tokenSha256").asText())
                    : byExecution.get(line.path("executionArn").asText());
            if (story != null) {
                story.truth().add(line);
            }
        }
        return stories.values();
    }

    static Instant at(JsonNode line) {
        return Instant.parse(line.path("at").asText());
    }

    static boolean isAcknowledged(JsonNode line) {
        int status = line.path("status").asInt();
        return status >= 200 && status < 300;
    }

    Stream<JsonNode> did(String what) {
        return clients.stream().filter(line -> line.path("did").asText().equals(what));
    }

    Set<String> said() {
        return did("answer").map(line -> line.path("said").asText()).collect(Collectors.toSet());
    }

    public Set<String> acknowledged() {
        return did("answer")
                .filter(ScenarioTrace::isAcknowledged)
                .map(line -> line.path("said").asText())
                .collect(Collectors.toSet());
    }

    /// Every outcome that Step Functions took, but for those by which the harness itself ended a task.
    Stream<JsonNode> outcomes() {
        return truth.stream()
                .filter(line -> line.path("applied").asText().matches("SendTask(Success|Failure)"))
                .filter(line -> !line.path("error").asText().equals(TestBed.LOST));
    }

    /// Reports whose reply did not come, or not in time, whether or not they were applied.
    Stream<JsonNode> strikes() {
        return truth.stream()
                .filter(line -> line.path("struck").asText().matches("SendTask(Success|Failure)"))
                .filter(line -> !SURELY_NOT_APPLIED.contains(line.path("fault").asText()));
    }

    /// The times of reports that ended in doubt: from the outcome's commit to the doubt.
    Stream<Span> doubts() {
        Stream.Builder<Span> doubts = Stream.builder();
        JsonNode history = record == null ? MissingNode.getInstance() : record.path("history");
        Instant committed = Instant.MIN;
        for (JsonNode entry : history) {
            String event = entry.path("event").asText();
            if (event.equals("ambiguous")) {
                doubts.add(new Span(committed, at(entry)));
            } else if (COMMITS.contains(event)) {
                committed = at(entry);
            }
        }
        return doubts.build();
    }

    record Span(Instant from, Instant to) {}

    /// The outcomes that a worker chose.
    Stream<JsonNode> answers() {
        return outcomes().filter(line -> !isOwn(line));
    }

    /// An outcome that taskgate chose, such as a time-out.
    static boolean isOwn(JsonNode applied) {
        return applied.path("error").asText().startsWith("Taskgate.");
    }

    /// From the first time an answer was sent until Step Functions had it.
    Stream<Duration> latency() {
        return answers().limit(1).flatMap(applied -> did("answer").limit(1).map(sent -> between(at(sent), applied)));
    }

    /// From the time at which both an answer and the registration of the token that got it were acknowledged.
    Stream<Duration> reportLatency() {
        return answers()
                .limit(1)
                .flatMap(applied -> did("answer")
                        .filter(ScenarioTrace::isAcknowledged)
                        .limit(1)
                        .map(sent -> between(later(at(sent), registered(applied)), applied)));
    }

    private Instant registered(JsonNode applied) {
        String token = applied.path("tokenSha256").asText();
        return did("register")
                .filter(line -> line.path("tokenSha256").asText().equals(token))
                .filter(ScenarioTrace::isAcknowledged)
                .map(ScenarioTrace::at)
                .findFirst()
                .orElse(Instant.MIN);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Duration between(Instant from, JsonNode applied) {
        Duration between = Duration.between(from, at(applied));
        return between.isNegative() ? Duration.ZERO : between;
    }

    boolean isEnded() {
        return truth.stream().anyMatch(line -> line.path("applied").asText().equals("ExecutionEnd"));
    }

    String callbackId() {
        return record == null ? "" : record.path("callbackId").asText();
    }

    String state() {
        return record == null ? "" : record.path("state").asText();
    }
}
