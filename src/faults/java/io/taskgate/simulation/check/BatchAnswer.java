package io.taskgate.simulation.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the items that a batch's answer contains. Its runners return their input, or the answer of a nested
/// batch.
public final class BatchAnswer {

    private BatchAnswer() {}

    /// @param stored returns the content of the store under a key; null if there is none
    static List<Integer> itemsOf(JsonNode answer, Function<String, byte @Nullable []> stored) {
        JsonNode results = answer.has("reference")
                ? parsed(Objects.requireNonNull(
                        stored.apply(answer.path("reference").path("Key").asText()),
                        "the answer's own object is missing"))
                : answer.path("results");
        List<Integer> items = new ArrayList<>();
        for (JsonNode output : results) {
            if (output.has("batchId")) {
                items.addAll(itemsOf(output, stored));
            } else {
                output.path("items").forEach(item -> items.add(item.asInt()));
            }
        }
        return items.stream().sorted().toList();
    }

    /// Returns the items of a runner's input.
    public static List<Integer> itemsOf(String input) {
        List<Integer> items = new ArrayList<>();
        parsed(input.getBytes(StandardCharsets.UTF_8)).path("items").forEach(item -> items.add(item.asInt()));
        return items;
    }

    static JsonNode parsed(byte[] json) {
        try {
            return Json.parse(json);
        } catch (IOException e) {
            throw new IllegalStateException("The gateway's output is not JSON.", e);
        }
    }
}
