package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The operations of EventBridge on buses, rules and targets, from and to AWS's JSON; those on connections are in
/// [ConnectionsApi].
final class EventsApi {

    private static final int BUS_CHARACTERS = 256;
    private static final int RULE_CHARACTERS = 64;
    private static final List<String> OF_AN_EVENT =
            List.of("id", "detail-type", "source", "account", "time", "region", "resources");

    private final Buses buses;
    private final Map<String, Function<JsonNode, JsonNode>> operations = new HashMap<>();

    EventsApi(EventBus bus, Buses buses, ConnectionsApi connections) {
        this.buses = buses;
        operations.put("PutEvents", bus::put);
        operations.put("CreateEventBus", this::createBus);
        operations.put("DescribeEventBus", this::describeBus);
        operations.put("ListEventBuses", this::listBuses);
        operations.put("DeleteEventBus", this::deleteBus);
        operations.put("PutRule", this::putRule);
        operations.put("DescribeRule", request -> rule(request, "Name").wire());
        operations.put("ListRules", this::listRules);
        operations.put("EnableRule", request -> enable(request, true));
        operations.put("DisableRule", request -> enable(request, false));
        operations.put("DeleteRule", this::deleteRule);
        operations.put("PutTargets", this::putTargets);
        operations.put("RemoveTargets", this::removeTargets);
        operations.put("ListTargetsByRule", this::listTargets);
        operations.put("TestEventPattern", EventsApi::testPattern);
        operations.putAll(connections.operations());
    }

    JsonNode call(String operation, JsonNode request) {
        Function<JsonNode, JsonNode> known = operations.get(operation);
        if (known == null) {
            throw new AwsError("UnknownOperationException", "the stand-in does not know " + operation);
        }
        return known.apply(request);
    }

    private JsonNode createBus(JsonNode request) {
        String name = Fields.required(request, "Name");
        if (!name.matches("[.\\-_A-Za-z0-9]{1," + BUS_CHARACTERS + "}")) {
            throw Fields.invalid("Name", "the stand-in knows no partner event sources, and so no / in names");
        }
        buses.create(name);
        return Json.object().put("EventBusArn", Arns.bus(name));
    }

    private JsonNode describeBus(JsonNode request) {
        String name = Fields.text(request, "Name").orElse(Buses.DEFAULT).replaceAll("^arn:.*event-bus/", "");
        buses.require(name);
        return bus(name);
    }

    private static ObjectNode bus(String name) {
        return Json.object().put("Name", name).put("Arn", Arns.bus(name));
    }

    private JsonNode listBuses(JsonNode request) {
        return Fields.page(request, "EventBuses", buses.names(), name -> name, EventsApi::bus);
    }

    private JsonNode deleteBus(JsonNode request) {
        buses.delete(Fields.required(request, "Name"));
        return Json.object();
    }

    private JsonNode putRule(JsonNode request) {
        String name = Fields.name(request, RULE_CHARACTERS);
        if (request.has("ScheduleExpression")) {
            throw Fields.invalid("ScheduleExpression", "the stand-in keeps no schedules");
        }
        String pattern = Fields.text(request, "EventPattern")
                .orElseThrow(() ->
                        AwsError.validation("Parameter(s) EventPattern or ScheduleExpression must be specified."));
        Rule rule = buses.put(new Rule(
                Buses.named(request),
                name,
                EventPattern.of(pattern),
                Fields.text(request, "Description").orElse(""),
                !request.path("State").asText().equals("DISABLED"),
                Map.of()));
        return Json.object().put("RuleArn", rule.arn());
    }

    private Rule rule(JsonNode request, String field) {
        return buses.rule(Buses.named(request), Fields.required(request, field));
    }

    private JsonNode listRules(JsonNode request) {
        return Fields.page(request, "Rules", buses.rulesOn(Buses.named(request)), Rule::name, Rule::wire);
    }

    private JsonNode enable(JsonNode request, boolean on) {
        buses.change(Buses.named(request), Fields.required(request, "Name"), rule -> rule.enabled(on));
        return Json.object();
    }

    private JsonNode deleteRule(JsonNode request) {
        buses.deleteRule(Buses.named(request), Fields.required(request, "Name"));
        return Json.object();
    }

    /// All or none: AWS's FailedEntries tell of its own conflicts only.
    private JsonNode putTargets(JsonNode request) {
        Rule rule = rule(request, "Rule");
        JsonNode given = request.path("Targets");
        if (given.isEmpty()) {
            throw Fields.invalid("Targets", "at least one is needed");
        }
        for (JsonNode target : given) {
            rule = rule.with(Target.read(target));
        }
        if (rule.targets().size() > Limits.TARGETS) {
            throw new AwsError(
                    "LimitExceededException",
                    "The requested resource exceeds the maximum number allowed: " + Limits.TARGETS + " targets.");
        }
        Map<String, Target> targets = rule.targets();
        buses.change(rule.bus(), rule.name(), standing -> {
            Rule changed = standing;
            for (Target target : targets.values()) {
                changed = changed.with(target);
            }
            return changed;
        });
        return nothingFailed();
    }

    private JsonNode removeTargets(JsonNode request) {
        Rule rule = rule(request, "Rule");
        request.path("Ids")
                .forEach(id -> buses.change(rule.bus(), rule.name(), standing -> standing.without(id.asText())));
        return nothingFailed();
    }

    private static ObjectNode nothingFailed() {
        ObjectNode answer = Json.object().put("FailedEntryCount", 0);
        answer.putArray("FailedEntries");
        return answer;
    }

    private JsonNode listTargets(JsonNode request) {
        List<Target> targets = List.copyOf(rule(request, "Rule").targets().values());
        return Fields.page(request, "Targets", targets, Target::id, target -> (ObjectNode) target.wire());
    }

    private static JsonNode testPattern(JsonNode request) {
        EventPattern pattern = EventPattern.of(Fields.required(request, "EventPattern"));
        JsonNode event = Json.parse(Fields.required(request, "Event"))
                .orElseThrow(() -> Fields.invalid("Event", "it is not JSON"));
        OF_AN_EVENT.stream().filter(field -> !event.has(field)).findFirst().ifPresent(field -> {
            throw Fields.invalid("Event", field + " is a required field");
        });
        return Json.object().put("Result", pattern.matches(event));
    }
}
