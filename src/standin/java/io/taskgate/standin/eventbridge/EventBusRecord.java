package io.taskgate.standin.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.stepfunctions.Arns;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// An event bus with its rules and the statements of its resource policy.
///
/// @param settings Description, KmsKeyIdentifier, DeadLetterConfig and LogConfig, as received
/// @param statements of the policy, by their Sid
record EventBusRecord(
        String name,
        ObjectNode settings,
        Map<String, ObjectNode> statements,
        Map<String, EventRule> rules,
        Instant created,
        Instant modified) {

    private static final List<String> SETTINGS =
            List.of("Description", "KmsKeyIdentifier", "DeadLetterConfig", "LogConfig");

    static EventBusRecord of(String name, JsonNode request, Instant now) {
        return new EventBusRecord(
                name, settings(StatesJson.object(), request), new TreeMap<>(), new TreeMap<>(), now, now);
    }

    private static ObjectNode settings(ObjectNode before, JsonNode request) {
        ObjectNode settings = before.deepCopy();
        SETTINGS.stream().filter(request::hasNonNull).forEach(field -> settings.set(field, request.get(field)));
        return settings;
    }

    /// With what the request changes.
    EventBusRecord updated(JsonNode request, Instant now) {
        return new EventBusRecord(name, settings(settings, request), statements, rules, created, now);
    }

    /// Returns whether the policy lets an account put events. Conditions are about organizations, which do not
    /// exist here: a statement with one lets nobody in.
    boolean permits(String account) {
        return statements.values().stream()
                .filter(statement -> statement.path("Effect").asText().equals("Allow"))
                .filter(statement -> !statement.has("Condition"))
                .anyMatch(statement -> isPrincipal(statement.path("Principal"), account));
    }

    private static boolean isPrincipal(JsonNode principal, String account) {
        if (principal.isArray()) {
            for (JsonNode each : principal) {
                if (isPrincipal(each, account)) {
                    return true;
                }
            }
            return false;
        }
        if (principal.isObject()) {
            return isPrincipal(principal.path("AWS"), account);
        }
        String text = principal.asText();
        return text.equals("*") || text.equals(account) || text.equals("arn:aws:iam::" + account + ":root");
    }

    ObjectNode wire() {
        ObjectNode wire = StatesJson.object().put("Name", name).put("Arn", Arns.bus(name));
        wire.setAll(settings);
        if (!statements.isEmpty()) {
            ObjectNode policy = StatesJson.object().put("Version", "2012-10-17");
            policy.putArray("Statement").addAll(statements.values());
            wire.put("Policy", policy.toString());
        }
        wire.set("CreationTime", RequestFields.seconds(created));
        wire.set("LastModifiedTime", RequestFields.seconds(modified));
        return wire;
    }
}
