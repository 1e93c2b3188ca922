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

/// Reads which items a batch's answer speaks for: its runners end with their input, or with the answer of a batch of
/// their own.
public final class BatchAnswer {

    private BatchAnswer() {}

    /// @param stored what stands in the store under a key; null for nothing
    static List<Integer> itemsOf(JsonNode answer, Function<String, byte @Nullable []> stored) {
        JsonNode results = answer.has("reference")
                ? parsed(Objects.requireNonNull(
                        stored.apply(answer.path("reference").path("Key").asText()),
                        "the answer's own object is stored"))
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

    /// Of a runner's input.
    public static List<Integer> itemsOf(String input) {
        List<Integer> items = new ArrayList<>();
        parsed(input.getBytes(StandardCharsets.UTF_8)).path("items").forEach(item -> items.add(item.asInt()));
        return items;
    }

    static JsonNode parsed(byte[] json) {
        try {
            return Json.parse(json);
        } catch (IOException e) {
            throw new IllegalStateException("what the gateway wrote is no JSON", e);
        }
    }
}
