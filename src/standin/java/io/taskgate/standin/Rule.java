package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/// A rule on a bus, and where it sends what it meets.
///
/// @param targets by their ids
record Rule(
        String bus,
        String name,
        EventPattern pattern,
        String description,
        boolean enabled,
        Map<String, Target> targets) {

    String arn() {
        return Arns.rule(bus, name);
    }

    boolean matches(String onBus, JsonNode event) {
        return enabled && bus.equals(onBus) && pattern.matches(event);
    }

    Rule enabled(boolean on) {
        return new Rule(bus, name, pattern, description, on, targets);
    }

    Rule with(Target target) {
        Map<String, Target> more = new LinkedHashMap<>(targets);
        more.put(target.id(), target);
        return new Rule(bus, name, pattern, description, enabled, more);
    }

    Rule without(String target) {
        Map<String, Target> fewer = new LinkedHashMap<>(targets);
        fewer.remove(target);
        return new Rule(bus, name, pattern, description, enabled, fewer);
    }

    ObjectNode wire() {
        ObjectNode wire = Json.object()
                .put("Name", name)
                .put("Arn", arn())
                .put("EventPattern", pattern.text())
                .put("State", enabled ? "ENABLED" : "DISABLED")
                .put("EventBusName", bus);
        return description.isEmpty() ? wire : wire.put("Description", description);
    }
}
