package io.taskgate.faults;

import com.fasterxml.jackson.databind.JsonNode;
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
/// @param truth   lines of its execution
/// @param record  as an operator saw it at the end; null where there was none
record Story(
        String key,
        List<JsonNode> clients,
        List<JsonNode> truth,
        @Nullable JsonNode record) {

    /// @param clients lines of all plays, and of uploads, which are no play's
    /// @param truth lines of all executions
    /// @param records by their correlation keys
    static Collection<Story> all(List<JsonNode> clients, List<JsonNode> truth, Map<String, JsonNode> records) {
        Map<String, Story> stories = new LinkedHashMap<>();
        Map<String, Story> byExecution = new LinkedHashMap<>();
        for (JsonNode line : clients) {
            if (!line.has("key")) {
                continue;
            }
            String key = line.path("key").asText();
            Story story = stories.computeIfAbsent(
                    key, fresh -> new Story(fresh, new ArrayList<>(), new ArrayList<>(), records.get(fresh)));
            story.clients().add(line);
            if (line.has("executionArn")) {
                byExecution.put(line.path("executionArn").asText(), story);
            }
        }
        for (JsonNode line : truth) {
            Story story = byExecution.get(line.path("executionArn").asText());
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

    Set<String> acknowledged() {
        return did("answer")
                .filter(Story::isAcknowledged)
                .map(line -> line.path("said").asText())
                .collect(Collectors.toSet());
    }

    /// Every outcome that Step Functions took, but for those by which the harness itself ended a task.
    Stream<JsonNode> outcomes() {
        return truth.stream()
                .filter(line -> line.path("applied").asText().matches("SendTask(Success|Failure)"))
                .filter(line -> !line.path("error").asText().equals(Stage.LOST));
    }

    /// The outcomes that a worker chose.
    Stream<JsonNode> answers() {
        return outcomes().filter(line -> !isOwn(line));
    }

    /// An outcome that taskgate chose, such as a time-out.
    static boolean isOwn(JsonNode applied) {
        return applied.path("error").asText().startsWith("Taskgate.");
    }

    boolean isEnded() {
        return truth.stream().anyMatch(line -> line.path("applied").asText().equals("ExecutionEnd"));
    }

    String state() {
        return record == null ? "" : record.path("state").asText();
    }
}
