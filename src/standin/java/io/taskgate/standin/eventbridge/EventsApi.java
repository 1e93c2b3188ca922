package io.taskgate.standin.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.ServiceLimits;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.eventbridge.delivery.RuleTarget;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.stepfunctions.Arns;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The EventBridge operations on buses, rules and targets, in AWS JSON. [ConnectionsApi] has the operations
/// on connections.
public final class EventsApi {

    private static final int BUS_CHARACTERS = 256;
    private static final int RULE_CHARACTERS = 64;
    private static final List<String> OF_AN_EVENT =
            List.of("id", "detail-type", "source", "account", "time", "region", "resources");

    private final Buses buses;
    private final Map<String, Function<JsonNode, JsonNode>> operations = new HashMap<>();

    EventsApi(StandInEventBus bus, Buses buses, ConnectionsApi connections) {
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

    public JsonNode call(String operation, JsonNode request) {
        Function<JsonNode, JsonNode> known = operations.get(operation);
        if (known == null) {
            throw new AwsError("UnknownOperationException", "the stand-in does not know " + operation);
        }
        return known.apply(request);
    }

    private JsonNode createBus(JsonNode request) {
        String name = RequestFields.required(request, "Name");
        if (!name.matches("[.\\-_A-Za-z0-9]{1," + BUS_CHARACTERS + "}")) {
            throw RequestFields.invalid("Name", "the stand-in knows no partner event sources, and so no / in names");
        }
        buses.create(name);
        return StatesJson.object().put("EventBusArn", Arns.bus(name));
    }

    private JsonNode describeBus(JsonNode request) {
        String name = RequestFields.text(request, "Name").orElse(Buses.DEFAULT).replaceAll("^arn:.*event-bus/", "");
        buses.require(name);
        return bus(name);
    }

    private static ObjectNode bus(String name) {
        return StatesJson.object().put("Name", name).put("Arn", Arns.bus(name));
    }

    private JsonNode listBuses(JsonNode request) {
        return RequestFields.page(request, "EventBuses", buses.names(), name -> name, EventsApi::bus);
    }

    private JsonNode deleteBus(JsonNode request) {
        buses.delete(RequestFields.required(request, "Name"));
        return StatesJson.object();
    }

    private JsonNode putRule(JsonNode request) {
        String name = RequestFields.name(request, RULE_CHARACTERS);
        if (request.has("ScheduleExpression")) {
            throw RequestFields.invalid("ScheduleExpression", "the stand-in keeps no schedules");
        }
        String pattern = RequestFields.text(request, "EventPattern")
                .orElseThrow(() ->
                        AwsError.validation("Parameter(s) EventPattern or ScheduleExpression must be specified."));
        EventRule rule = buses.put(new EventRule(
                Buses.named(request),
                name,
                EventPattern.of(pattern),
                RequestFields.text(request, "Description").orElse(""),
                !request.path("State").asText().equals("DISABLED"),
                Map.of()));
        return StatesJson.object().put("RuleArn", rule.arn());
    }

    private EventRule rule(JsonNode request, String field) {
        return buses.rule(Buses.named(request), RequestFields.required(request, field));
    }

    private JsonNode listRules(JsonNode request) {
        return RequestFields.page(
                request, "Rules", buses.rulesOn(Buses.named(request)), EventRule::name, EventRule::wire);
    }

    private JsonNode enable(JsonNode request, boolean on) {
        buses.change(Buses.named(request), RequestFields.required(request, "Name"), rule -> rule.enabled(on));
        return StatesJson.object();
    }

    private JsonNode deleteRule(JsonNode request) {
        buses.deleteRule(Buses.named(request), RequestFields.required(request, "Name"));
        return StatesJson.object();
    }

    /// Applies all targets or none: the FailedEntries of AWS report only its own conflicts.
    private JsonNode putTargets(JsonNode request) {
        EventRule rule = rule(request, "Rule");
        JsonNode given = request.path("Targets");
        if (given.isEmpty()) {
            throw RequestFields.invalid("Targets", "at least one is needed");
        }
        for (JsonNode target : given) {
            rule = rule.with(RuleTarget.read(target));
        }
        if (rule.targets().size() > ServiceLimits.TARGETS) {
            throw new AwsError(
                    "LimitExceededException",
                    "The requested resource exceeds the maximum number allowed: " + ServiceLimits.TARGETS
                            + " targets.");
        }
        Map<String, RuleTarget> targets = rule.targets();
        buses.change(rule.bus(), rule.name(), existing -> {
            EventRule changed = existing;
            for (RuleTarget target : targets.values()) {
                changed = changed.with(target);
            }
            return changed;
        });
        return nothingFailed();
    }

    private JsonNode removeTargets(JsonNode request) {
        EventRule rule = rule(request, "Rule");
        request.path("Ids")
                .forEach(id -> buses.change(rule.bus(), rule.name(), existing -> existing.without(id.asText())));
        return nothingFailed();
    }

    private static ObjectNode nothingFailed() {
        ObjectNode answer = StatesJson.object().put("FailedEntryCount", 0);
        answer.putArray("FailedEntries");
        return answer;
    }

    private JsonNode listTargets(JsonNode request) {
        List<RuleTarget> targets = List.copyOf(rule(request, "Rule").targets().values());
        return RequestFields.page(request, "Targets", targets, RuleTarget::id, target -> (ObjectNode) target.wire());
    }

    private static JsonNode testPattern(JsonNode request) {
        EventPattern pattern = EventPattern.of(RequestFields.required(request, "EventPattern"));
        JsonNode event = StatesJson.parse(RequestFields.required(request, "Event"))
                .orElseThrow(() -> RequestFields.invalid("Event", "it is not JSON"));
        OF_AN_EVENT.stream().filter(field -> !event.has(field)).findFirst().ifPresent(field -> {
            throw RequestFields.invalid("Event", field + " is a required field");
        });
        return StatesJson.object().put("Result", pattern.matches(event));
    }
}
