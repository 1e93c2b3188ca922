package io.taskgate.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.fuzz.LaneState.Registered;
import java.util.Optional;
import java.util.Random;

/// Creates events as EventBridge delivers them, in taskgate's own format and in the format of a service.
final class EventFactory {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private EventFactory() {}

    static JsonNode parsed(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    /// Creates an event about a callback of the lane, about an unknown key, or about no callback.
    static ObjectNode any(LaneState state, Random random, String key) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("version", "0").put("id", key).put("account", "000000000000").put("region", "us-east-1");
        event.put("source", FuzzConfiguration.SOURCE);
        Optional<Registered> found = random.nextInt(3) == 0 ? Optional.empty() : state.pending.any(random);
        Registered callback = found.orElse(new Registered("", "orders", "plain", key, "", ""));
        ObjectNode detail = event.putObject("detail");
        switch (random.nextInt(6)) {
            case 0 -> {
                event.put("detail-type", "Callback Succeeded");
                subject(detail, callback, random).set("result", SchemaValues.any(random, 1));
            }
            case 1 -> {
                event.put("detail-type", "Callback Failed");
                subject(detail, callback, random).put("error", "E1").put("cause", SchemaValues.word(random));
            }
            case 2 -> {
                event.put("detail-type", "Callback Heartbeat");
                subject(detail, callback, random).set("progress", SchemaValues.any(random, 2));
            }
            case 3 -> {
                event.put("detail-type", "Callback Requested");
                detail.put("taskToken", "made-up-" + key)
                        .put("service", "orders")
                        .put("operation", "plain")
                        .put("correlationKey", key)
                        .set("input", SchemaValues.any(random, 1));
            }
            case 4 -> {
                event.put("source", "acme.parcels").put("detail-type", "Parcel Moved");
                detail.put("status", random.nextBoolean() ? "DELIVERED" : "MOVING")
                        .put("place", "Zürich");
                detail.putObject("parcel").put("id", callback.key());
            }
            default -> {
                event.put("source", "acme.parcels").put("detail-type", "Parcel Weighed");
                detail.set("any", SchemaValues.any(random, 1));
            }
        }
        return event;
    }

    private static ObjectNode subject(ObjectNode detail, Registered callback, Random random) {
        if (!callback.signature().isEmpty() && random.nextBoolean()) {
            return detail.put("callbackId", callback.id())
                    .put("signature", callback.signature().substring("?signature=".length()));
        }
        return detail.put("service", callback.service())
                .put("operation", callback.operation())
                .put("correlationKey", callback.key());
    }

    static ObjectNode cloudEvent(ObjectNode event, String id) {
        ObjectNode cloud = JsonNodeFactory.instance.objectNode();
        cloud.put("specversion", "1.0").put("id", id);
        cloud.set("source", event.path("source"));
        cloud.set("type", event.path("detail-type"));
        cloud.set("data", event.path("detail"));
        return cloud;
    }
}
