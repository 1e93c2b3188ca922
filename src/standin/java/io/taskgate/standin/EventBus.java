package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import software.amazon.event.ruler.Machine;

/// EventBridge's buses: PutEvents in, rules out. Patterns are matched by AWS's own event-ruler; delivery is
/// unordered
/// and on
/// threads of its own, as in AWS.
public final class EventBus implements AutoCloseable {

    private static final String DEFAULT = "default";

    private final Timers timers;
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final ExecutorService deliveries = Executors.newVirtualThreadPerTaskExecutor();

    EventBus(Timers timers) {
        this.timers = timers;
    }

    private record Rule(String bus, Machine pattern, Consumer<JsonNode> target) {
        boolean matches(String onBus, JsonNode event) {
            return bus.equals(onBus) && !pattern.rulesForJSONEvent(event).isEmpty();
        }
    }

    /// Hands each event on the bus `default` that meets `pattern` to `target`. Run the result to stop.
    ///
    /// @throws IllegalArgumentException when EventBridge would not take the pattern
    public Runnable subscribe(String pattern, Consumer<JsonNode> target) {
        return subscribe(DEFAULT, pattern, target);
    }

    public Runnable subscribe(String bus, String pattern, Consumer<JsonNode> target) {
        Machine machine = Machine.builder().build();
        try {
            machine.addRule("rule", pattern);
        } catch (IOException invalid) {
            throw new IllegalArgumentException("not an event pattern: " + invalid.getMessage(), invalid);
        }
        Rule rule = new Rule(bus, machine, target);
        rules.add(rule);
        return () -> rules.remove(rule);
    }

    /// The PutEvents operation.
    ///
    /// @param failFirst whether the first entry fails, as each entry of a call can on its own
    JsonNode put(JsonNode request, boolean failFirst) {
        JsonNode entries = request.path("Entries");
        if (entries.isEmpty() || entries.size() > Limits.EVENT_ENTRIES) {
            throw AwsError.validation("1 validation error detected: Value at 'entries' failed to satisfy constraint: "
                    + "Member must have length between 1 and " + Limits.EVENT_ENTRIES);
        }
        int bytes = 0;
        for (JsonNode entry : entries) {
            bytes += size(entry);
        }
        if (bytes > Limits.EVENT_BYTES) {
            throw AwsError.validation("Total size of the entries in the request is over the limit.");
        }
        return results(entries, failFirst);
    }

    private ObjectNode results(JsonNode entries, boolean failFirst) {
        ObjectNode answer = Json.object();
        ArrayNode results = answer.putArray("Entries");
        int failed = 0;
        for (JsonNode entry : entries) {
            ObjectNode result = failFirst && results.isEmpty()
                    ? failure("InternalFailure", "The service had an internal error.")
                    : put(entry, UUID.randomUUID().toString());
            failed += result.has("ErrorCode") ? 1 : 0;
            results.add(result);
        }
        return answer.put("FailedEntryCount", failed);
    }

    private ObjectNode put(JsonNode entry, String id) {
        for (String required : List.of("Source", "DetailType", "Detail")) {
            if (entry.path(required).asText().isEmpty()) {
                return failure(
                        "InvalidArgument",
                        "Parameter " + required + " is not valid. Reason: " + required + " is a required argument.");
            }
        }
        JsonNode detail =
                Json.parse(entry.path("Detail").asText()).orElse(Json.object().nullNode());
        if (!detail.isObject()) {
            return failure("MalformedDetail", "Detail is malformed.");
        }
        publish(entry, detail, id);
        return Json.object().put("EventId", id);
    }

    private static ObjectNode failure(String code, String message) {
        return Json.object().put("ErrorCode", code).put("ErrorMessage", message);
    }

    private void publish(JsonNode entry, JsonNode detail, String id) {
        ObjectNode event = Json.object()
                .put("version", "0")
                .put("id", id)
                .put("detail-type", entry.path("DetailType").asText())
                .put("source", entry.path("Source").asText())
                .put("account", Arns.ACCOUNT)
                .put("time", timers.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("region", Arns.REGION);
        event.set("resources", entry.has("Resources") ? entry.get("Resources") : event.arrayNode());
        event.set("detail", detail);
        String bus = entry.path("EventBusName").asText(DEFAULT).replaceAll("^arn:.*event-bus/", "");
        rules.stream()
                .filter(rule -> rule.matches(bus, event))
                .forEach(rule -> deliveries.execute(() -> rule.target().accept(event)));
    }

    /// As EventBridge counts an entry: 14 bytes for a time, and the texts in UTF-8.
    private static int size(JsonNode entry) {
        int size = entry.has("Time") ? 14 : 0;
        for (String field : List.of("Source", "DetailType", "Detail")) {
            size += Json.bytes(entry.path(field).asText());
        }
        for (JsonNode resource : entry.path("Resources")) {
            size += Json.bytes(resource.asText());
        }
        return size;
    }

    @Override
    public void close() {
        rules.clear();
        deliveries.shutdownNow();
    }
}
