package io.taskgate.standin.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.fault.AwsError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// The event buses and their rules. A request identifies a bus by name or ARN; the default is `default`.
public final class Buses {

    public static final String DEFAULT = "default";

    private final Map<String, Map<String, EventRule>> buses = new TreeMap<>(Map.of(DEFAULT, new TreeMap<>()));

    /// Returns the bus name of a request, whether or not the bus exists.
    static String named(JsonNode request) {
        String given = RequestFields.text(request, "EventBusName").orElse(DEFAULT);
        return given.startsWith("arn:") ? given.substring(given.indexOf('/') + 1) : given;
    }

    synchronized void create(String bus) {
        if (buses.putIfAbsent(bus, new TreeMap<>()) != null) {
            throw RequestFields.exists("Event bus " + bus);
        }
    }

    /// Deleting an unknown bus succeeds, as in AWS.
    synchronized void delete(String bus) {
        if (bus.equals(DEFAULT)) {
            throw AwsError.validation("Cannot delete event bus default.");
        }
        if (!buses.getOrDefault(bus, Map.of()).isEmpty()) {
            throw AwsError.validation("Event bus " + bus + " can't be deleted since it has rules.");
        }
        buses.remove(bus);
    }

    synchronized List<String> names() {
        return List.copyOf(buses.keySet());
    }

    /// @throws AwsError ResourceNotFoundException
    synchronized void require(String bus) {
        rules(bus);
    }

    private Map<String, EventRule> rules(String bus) {
        Map<String, EventRule> rules = buses.get(bus);
        if (rules == null) {
            throw RequestFields.missing("Event bus " + bus);
        }
        return rules;
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
            there = new ArrayList<>(buses.getOrDefault(bus, Map.of()).values());
        }
        there.removeIf(rule -> !rule.matches(bus, event));
        return there;
    }
}
