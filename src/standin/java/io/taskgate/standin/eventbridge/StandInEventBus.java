package io.taskgate.standin.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.Timers;
import io.taskgate.standin.definition.ServiceLimits;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.eventbridge.delivery.BusTarget;
import io.taskgate.standin.eventbridge.delivery.DeliveryFailure;
import io.taskgate.standin.eventbridge.delivery.EventDeliveries;
import io.taskgate.standin.eventbridge.delivery.RoutedEvent;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.fault.CallLog;
import io.taskgate.standin.realm.Realm;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Routes events from PutEvents to the targets of rules and to subscribers in this JVM. Delivery is unordered
/// and asynchronous, as in AWS.
public final class StandInEventBus implements AutoCloseable {

    private static final int TRACE_CHARACTERS = 500;

    private final Timers timers;
    private final CallLog truth;
    private final Buses buses;
    private final EventDeliveries deliveries;
    private final int mostBytes;
    private final BusTarget others;
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();

    /// @param mostBytes the maximum size of one PutEvents call
    /// @param others the buses of other accounts and regions
    StandInEventBus(
            Timers timers, CallLog truth, Buses buses, EventDeliveries deliveries, int mostBytes, BusTarget others) {
        this.timers = timers;
        this.truth = truth;
        this.buses = buses;
        this.deliveries = deliveries;
        this.mostBytes = mostBytes;
        this.others = others;
    }

    private record Subscriber(String bus, EventPattern pattern, Consumer<JsonNode> target) {
        boolean matches(String onBus, JsonNode event) {
            return bus.equals(onBus) && pattern.matches(event);
        }
    }

    /// Passes each event on the bus `default` that matches `pattern` to `target`. Run the result to
    /// unsubscribe.
    ///
    /// @throws IllegalArgumentException if the pattern is invalid
    public Runnable subscribe(String pattern, Consumer<JsonNode> target) {
        return subscribe(Buses.DEFAULT, pattern, target);
    }

    public Runnable subscribe(String bus, String pattern, Consumer<JsonNode> target) {
        Subscriber subscriber = new Subscriber(bus, compiled(pattern), target);
        subscribers.add(subscriber);
        return () -> subscribers.remove(subscriber);
    }

    private static EventPattern compiled(String pattern) {
        try {
            return EventPattern.of(pattern);
        } catch (AwsError invalid) {
            throw new IllegalArgumentException(invalid.getMessage(), invalid);
        }
    }

    /// The PutEvents operation.
    JsonNode put(JsonNode request) {
        return put(request, false);
    }

    /// @param failFirst whether the first entry fails, because each entry of a call can fail on its own
    public JsonNode put(JsonNode request, boolean failFirst) {
        JsonNode entries = request.path("Entries");
        if (entries.isEmpty() || entries.size() > ServiceLimits.EVENT_ENTRIES) {
            throw AwsError.validation("1 validation error detected: Value at 'entries' failed to satisfy constraint: "
                    + "Member must have length between 1 and " + ServiceLimits.EVENT_ENTRIES);
        }
        long bytes = 0;
        for (JsonNode entry : entries) {
            RequestFields.text(entry, "TraceHeader")
                    .filter(header -> header.isEmpty() || header.length() > TRACE_CHARACTERS)
                    .ifPresent(_ -> {
                        throw RequestFields.invalid(
                                "TraceHeader", "it must have 1 to " + TRACE_CHARACTERS + " characters");
                    });
            bytes += size(entry);
        }
        if (bytes > mostBytes) {
            throw AwsError.validation("Total size of the entries in the request is over the limit.");
        }
        return results(entries, failFirst);
    }

    private ObjectNode results(JsonNode entries, boolean failFirst) {
        ObjectNode answer = StatesJson.object();
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
        if (entry.get("Source").asText().startsWith("aws.")) {
            return failure("NotAuthorizedForSourceException", "Not authorized for the source.");
        }
        JsonNode detail = StatesJson.parse(entry.path("Detail").asText())
                .orElse(StatesJson.object().nullNode());
        if (!detail.isObject()) {
            return failure("MalformedDetail", "Detail is malformed.");
        }
        if (isElsewhere(entry)) {
            // refused by the other account, it is not taken
            publish(entry, detail, id);
            taken(entry, id);
        } else {
            taken(entry, id);
            publish(entry, detail, id);
        }
        return StatesJson.object().put("EventId", id);
    }

    private void taken(JsonNode entry, String id) {
        truth.add(StatesJson.object()
                .put("at", timers.now().toString())
                .put("applied", "PutEvents")
                .put("eventId", id)
                .put("bus", Buses.named(entry))
                .put("source", entry.get("Source").asText())
                .put("detailType", entry.get("DetailType").asText()));
    }

    private static boolean isElsewhere(JsonNode entry) {
        String bus = entry.path("EventBusName").asText();
        return bus.startsWith("arn:") && !Realm.of(bus).equals(Realm.current());
    }

    private static ObjectNode failure(String code, String message) {
        return StatesJson.object().put("ErrorCode", code).put("ErrorMessage", message);
    }

    /// Publishes an event of AWS, which PutEvents would reject.
    public void publish(JsonNode entry, ObjectNode detail) {
        publish(entry, detail, UUID.randomUUID().toString());
    }

    private void publish(JsonNode entry, JsonNode detail, String id) {
        Instant now = timers.now();
        Instant time = entry.path("Time").isNumber()
                ? Instant.ofEpochSecond(entry.get("Time").asLong())
                : now.truncatedTo(ChronoUnit.SECONDS);
        ObjectNode event = StatesJson.object()
                .put("version", "0")
                .put("id", id)
                .put("detail-type", entry.path("DetailType").asText())
                .put("source", entry.path("Source").asText())
                .put("account", Realm.current().account())
                .put("time", time.toString())
                .put("region", Realm.current().region());
        event.set("resources", entry.has("Resources") ? entry.get("Resources") : event.arrayNode());
        event.set("detail", detail);
        RoutedEvent routed = new RoutedEvent(event, RequestFields.text(entry, "TraceHeader"), now, false);
        if (isElsewhere(entry)) {
            elsewhere(entry.get("EventBusName").asText(), routed);
        } else {
            route(Buses.named(entry), routed);
        }
    }

    /// As for a bus of this account, an event for one that does not exist goes nowhere.
    private void elsewhere(String bus, RoutedEvent event) {
        try {
            others.put(bus, event);
        } catch (DeliveryFailure refused) {
            if (refused.code().equals("NO_PERMISSIONS")) {
                throw new AwsError(
                        "AccessDeniedException",
                        "User is not authorized to perform: events:PutEvents on resource: " + bus);
            }
        }
    }

    /// Takes an event from a rule of another bus.
    ///
    /// @throws DeliveryFailure if there is no such bus, or its policy does not let the account in
    public void forwarded(String bus, String account, RoutedEvent event) throws DeliveryFailure {
        if (!buses.exists(bus)) {
            throw DeliveryFailure.lasting("NO_RESOURCE", "Event bus " + bus + " does not exist.");
        }
        if (!account.equals(Realm.current().account()) && !buses.permits(bus, account)) {
            throw DeliveryFailure.lasting(
                    "NO_PERMISSIONS", "The policy of event bus " + bus + " does not permit account " + account + ".");
        }
        route(bus, event);
    }

    private void route(String bus, RoutedEvent routed) {
        ObjectNode event = routed.json();
        subscribers.stream()
                .filter(subscriber -> subscriber.matches(bus, event))
                .forEach(subscriber -> deliveries.run(() -> subscriber.target().accept(event)));
        buses.met(bus, event).forEach(rule -> deliveries.start(rule, routed));
    }

    /// Returns the size of an entry as defined by EventBridge: 14 bytes for a time, and the texts in UTF-8.
    private static int size(JsonNode entry) {
        int size = entry.has("Time") ? 14 : 0;
        for (String field : List.of("Source", "DetailType", "Detail")) {
            size += StatesJson.bytes(entry.path(field).asText());
        }
        for (JsonNode resource : entry.path("Resources")) {
            size += StatesJson.bytes(resource.asText());
        }
        return size;
    }

    @Override
    public void close() {
        subscribers.clear();
        deliveries.close();
    }
}
