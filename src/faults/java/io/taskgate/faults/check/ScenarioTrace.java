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

/// The log entries of one scenario.
///
/// @param clients the entries of its workflow and worker
/// @param truth the truth log's entries of its execution, and of struck calls with one of its tokens
/// @param record the record at the end of the run, as an operator reads it; null if there was none
public record ScenarioTrace(
        String key,
        List<JsonNode> clients,
        List<JsonNode> truth,
        @Nullable JsonNode record) {

    /// Faults that leave no doubt, because the call was certainly not applied.
    private static final Set<String> SURELY_NOT_APPLIED = Set.of("throttle", "deny");

    /// The events of a record's history that start a report.
    private static final Set<String> COMMITS = Set.of("settled", "registered, answer was here", "redriven");

    /// Groups the log entries by scenario.
    ///
    /// @param clients the entries of all scenarios, and of uploads, which belong to no scenario
    /// @param truth the entries of all executions and strikes
    /// @param records the records by their correlation keys
    static Collection<ScenarioTrace> all(List<JsonNode> clients, List<JsonNode> truth, Map<String, JsonNode> records) {
        Map<String, ScenarioTrace> traces = new LinkedHashMap<>();
        Map<String, ScenarioTrace> byExecution = new LinkedHashMap<>();
        Map<String, ScenarioTrace> byToken = new LinkedHashMap<>();
        for (JsonNode line : clients) {
            if (!line.has("key")) {
                continue;
            }
            String key = line.path("key").asText();
            ScenarioTrace trace = traces.computeIfAbsent(
                    key, fresh -> new ScenarioTrace(fresh, new ArrayList<>(), new ArrayList<>(), records.get(fresh)));
            trace.clients().add(line);
            if (line.has("executionArn")) {
                byExecution.put(line.path("executionArn").asText(), trace);
            }
            if (line.has("tokenSha256")) {
                byToken.put(line.path("tokenSha256").asText(), trace);
            }
        }
        for (JsonNode line : truth) {
            ScenarioTrace trace = line.has("struck")
                    ? byToken.get(line.path("tokenSha256").asText())
                    : byExecution.get(line.path("executionArn").asText());
            if (trace != null) {
                trace.truth().add(line);
            }
        }
        return traces.values();
    }

    static Instant at(JsonNode line) {
        return Instant.parse(line.path("at").asText());
    }

    static boolean isAcknowledged(JsonNode line) {
        int status = line.path("status").asInt();
        return status >= 200 && status < 300;
    }

    Stream<JsonNode> actions(String what) {
        return clients.stream().filter(line -> line.path("action").asText().equals(what));
    }

    Set<String> submitted() {
        return actions("answer").map(line -> line.path("answer").asText()).collect(Collectors.toSet());
    }

    public Set<String> acknowledged() {
        return actions("answer")
                .filter(ScenarioTrace::isAcknowledged)
                .map(line -> line.path("answer").asText())
                .collect(Collectors.toSet());
    }

    /// Returns the outcomes that Step Functions accepted, except those by which the harness itself ended a
    /// task.
    Stream<JsonNode> outcomes() {
        return truth.stream()
                .filter(line -> line.path("applied").asText().matches("SendTask(Success|Failure)"))
                .filter(line -> !line.path("error").asText().equals(TestBed.LOST));
    }

    /// Returns the struck report calls that may have been applied: their reply was lost or late.
    Stream<JsonNode> strikes() {
        return truth.stream()
                .filter(line -> line.path("struck").asText().matches("SendTask(Success|Failure)"))
                .filter(line -> !SURELY_NOT_APPLIED.contains(line.path("fault").asText()));
    }

    /// Returns the periods from an outcome's commit to the AMBIGUOUS state.
    Stream<Span> ambiguousPeriods() {
        Stream.Builder<Span> ambiguousPeriods = Stream.builder();
        JsonNode history = record == null ? MissingNode.getInstance() : record.path("history");
        Instant committed = Instant.MIN;
        for (JsonNode entry : history) {
            String event = entry.path("event").asText();
            if (event.equals("ambiguous")) {
                ambiguousPeriods.add(new Span(committed, at(entry)));
            } else if (COMMITS.contains(event)) {
                committed = at(entry);
            }
        }
        return ambiguousPeriods.build();
    }

    record Span(Instant from, Instant to) {}

    /// Returns the outcomes that a worker submitted.
    Stream<JsonNode> answers() {
        return outcomes().filter(line -> !isByTaskgate(line));
    }

    /// Returns whether taskgate itself created the outcome, such as a time-out.
    static boolean isByTaskgate(JsonNode applied) {
        return applied.path("error").asText().startsWith("Taskgate.");
    }

    /// Returns the time from the first send of the answer until Step Functions accepted it.
    Stream<Duration> latency() {
        return answers()
                .limit(1)
                .flatMap(applied -> actions("answer").limit(1).map(sent -> between(at(sent), applied)));
    }

    /// Returns the time from the acknowledgement of both the answer and the registration of its token.
    Stream<Duration> reportLatency() {
        return answers()
                .limit(1)
                .flatMap(applied -> actions("answer")
                        .filter(ScenarioTrace::isAcknowledged)
                        .limit(1)
                        .map(sent -> between(later(at(sent), registered(applied)), applied)));
    }

    private Instant registered(JsonNode applied) {
        String token = applied.path("tokenSha256").asText();
        return actions("register")
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
