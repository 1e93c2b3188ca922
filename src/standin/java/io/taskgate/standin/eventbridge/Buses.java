package io.taskgate.standin.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.Timers;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// The event buses and their rules. A request identifies a bus by name or ARN; the default is `default`.
public final class Buses {

    public static final String DEFAULT = "default";

    private final Map<String, EventBusRecord> buses = new TreeMap<>();
    private final Timers timers;

    Buses(Timers timers) {
        this.timers = timers;
        buses.put(DEFAULT, EventBusRecord.of(DEFAULT, StatesJson.object(), timers.now()));
    }

    /// Returns the bus name of a request, whether or not the bus exists.
    static String named(JsonNode request) {
        String given = RequestFields.text(request, "EventBusName").orElse(DEFAULT);
        return given.startsWith("arn:") ? given.substring(given.indexOf('/') + 1) : given;
    }

    synchronized void create(String bus, JsonNode request) {
        if (buses.putIfAbsent(bus, EventBusRecord.of(bus, request, timers.now())) != null) {
            throw RequestFields.exists("Event bus " + bus);
        }
    }

    /// Deleting an unknown bus succeeds, as in AWS.
    synchronized void delete(String bus) {
        if (bus.equals(DEFAULT)) {
            throw AwsError.validation("Cannot delete event bus default.");
        }
        if (buses.containsKey(bus) && !rules(bus).isEmpty()) {
            throw AwsError.validation("Event bus " + bus + " can't be deleted since it has rules.");
        }
        buses.remove(bus);
    }

    synchronized List<EventBusRecord> all() {
        return List.copyOf(buses.values());
    }

    /// Changes the settings of a bus.
    synchronized EventBusRecord update(String bus, JsonNode request) {
        EventBusRecord updated = record(bus).updated(request, timers.now());
        buses.put(bus, updated);
        return updated;
    }

    synchronized boolean exists(String bus) {
        return buses.containsKey(bus);
    }

    /// @throws AwsError ResourceNotFoundException
    synchronized EventBusRecord record(String bus) {
        EventBusRecord record = buses.get(bus);
        if (record == null) {
            throw RequestFields.missing("Event bus " + bus);
        }
        return record;
    }

    /// Returns whether an account may put events on a bus of this account.
    synchronized boolean permits(String bus, String account) {
        return record(bus).permits(account);
    }

    private Map<String, EventRule> rules(String bus) {
        return record(bus).rules();
    }

    /// Creates a rule, or updates it and keeps its targets.
    synchronized EventRule put(EventRule rule) {
        Map<String, EventRule> rules = rules(rule.bus());
        EventRule existing = rules.get(rule.name());
        EventRule put = existing == null
                ? rule
                : new EventRule(
                        rule.bus(),
                        rule.name(),
                        rule.pattern(),
                        rule.description(),
                        rule.enabled(),
                        rule.roleArn(),
                        existing.targets());
        rules.put(rule.name(), put);
        return put;
    }

    synchronized EventRule rule(String bus, String name) {
        EventRule rule = rules(bus).get(name);
        if (rule == null) {
            throw RequestFields.missing("Rule " + name + " on EventBus " + bus);
        }
        return rule;
    }

    synchronized List<EventRule> rulesOn(String bus) {
        return List.copyOf(rules(bus).values());
    }

    synchronized void change(String bus, String name, UnaryOperator<EventRule> change) {
        rules(bus).put(name, change.apply(rule(bus, name)));
    }

    synchronized void deleteRule(String bus, String name) {
        EventRule rule = rules(bus).get(name);
        if (rule != null && !rule.targets().isEmpty()) {
            throw AwsError.validation("Rule can't be deleted since it has targets.");
        }
        rules(bus).remove(name);
    }

    /// Returns the rules that an event on `bus` matches; none for an unknown bus.
    List<EventRule> met(String bus, JsonNode event) {
        List<EventRule> there;
        synchronized (this) {
            there = buses.containsKey(bus) ? new ArrayList<>(rules(bus).values()) : new ArrayList<>();
        }
        there.removeIf(rule -> !rule.matches(bus, event));
        return there;
    }
}
