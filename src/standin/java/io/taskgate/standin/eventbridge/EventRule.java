package io.taskgate.standin.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.eventbridge.delivery.RuleTarget;
import io.taskgate.standin.stepfunctions.Arns;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A rule on a bus and its targets.
///
/// @param roleArn as received; nobody assumes it
/// @param targets by their IDs
public record EventRule(
        String bus,
        String name,
        EventPattern pattern,
        String description,
        boolean enabled,
        Optional<String> roleArn,
        Map<String, RuleTarget> targets) {

    public String arn() {
        return Arns.rule(bus, name);
    }

    boolean matches(String onBus, JsonNode event) {
        return enabled && bus.equals(onBus) && pattern.matches(event);
    }

    EventRule enabled(boolean on) {
        return new EventRule(bus, name, pattern, description, on, roleArn, targets);
    }

    EventRule with(RuleTarget target) {
        Map<String, RuleTarget> more = new LinkedHashMap<>(targets);
        more.put(target.id(), target);
        return new EventRule(bus, name, pattern, description, enabled, roleArn, more);
    }

    EventRule without(String target) {
        Map<String, RuleTarget> fewer = new LinkedHashMap<>(targets);
        fewer.remove(target);
        return new EventRule(bus, name, pattern, description, enabled, roleArn, fewer);
    }

    ObjectNode wire() {
        ObjectNode wire = StatesJson.object()
                .put("Name", name)
                .put("Arn", arn())
                .put("EventPattern", pattern.text())
                .put("State", enabled ? "ENABLED" : "DISABLED")
                .put("EventBusName", bus);
        roleArn.ifPresent(arn -> wire.put("RoleArn", arn));
        return description.isEmpty() ? wire : wire.put("Description", description);
    }
}
