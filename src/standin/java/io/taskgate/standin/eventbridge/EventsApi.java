package io.taskgate.standin.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.ServiceLimits;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.eventbridge.delivery.RuleTarget;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.realm.Realm;
import io.taskgate.standin.stepfunctions.Arns;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The EventBridge operations on rules and targets, in AWS JSON. [BusesApi] has those on buses, [ConnectionsApi]
/// those on connections.
public final class EventsApi {

    /// The operations that take tags, and where they answer with the ARN.
    private static final Map<String, String> TAGGED = Map.of("CreateEventBus", "EventBusArn", "PutRule", "RuleArn");

    private static final int RULE_CHARACTERS = 64;
    private static final List<String> OF_AN_EVENT =
            List.of("id", "detail-type", "source", "account", "time", "region", "resources");

    private final Buses buses;
    private final ResourceTags tags;
    private final Map<String, Function<JsonNode, JsonNode>> operations = new HashMap<>();

    EventsApi(StandInEventBus bus, Buses buses, ConnectionsApi connections, DestinationsApi destinations) {
        this.buses = buses;
        this.tags = new ResourceTags(this::exists);
        operations.put("PutEvents", bus::put);
        operations.put("PutRule", this::putRule);
        operations.put(
                "DescribeRule",
                request -> rule(request, "Name")
                        .wire()
                        .put("CreatedBy", Realm.current().account()));
        operations.put("ListRules", this::listRules);
        operations.put("EnableRule", request -> enable(request, true));
        operations.put("DisableRule", request -> enable(request, false));
        operations.put("DeleteRule", this::deleteRule);
        operations.put("PutTargets", this::putTargets);
        operations.put("RemoveTargets", this::removeTargets);
        operations.put("ListTargetsByRule", this::listTargets);
        operations.put("TestEventPattern", EventsApi::testPattern);
        operations.put("ListRuleNamesByTarget", this::listRuleNames);
        operations.putAll(new BusesApi(buses).operations());
        operations.putAll(tags.operations());
        operations.putAll(connections.operations());
        operations.putAll(destinations.operations());
    }

    public JsonNode call(String operation, JsonNode request) {
        Function<JsonNode, JsonNode> known = operations.get(operation);
        if (known == null) {
            throw new AwsError("UnknownOperationException", "the stand-in does not know " + operation);
        }
        JsonNode answer = known.apply(request);
        if (request.has("Tags") && TAGGED.containsKey(operation)) {
            tags.tag(answer.path(TAGGED.get(operation)).asText(), request);
        }
        return answer;
    }

    /// Whether there is a bus or a rule with an ARN.
    private boolean exists(String arn) {
        return buses.all().stream()
                .anyMatch(bus -> Arns.bus(bus.name()).equals(arn)
                        || buses.rulesOn(bus.name()).stream()
                                .anyMatch(rule -> rule.arn().equals(arn)));
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
                RequestFields.text(request, "RoleArn"),
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

    private JsonNode listRuleNames(JsonNode request) {
        String target = RequestFields.required(request, "TargetArn");
        List<EventRule> rules = buses.rulesOn(Buses.named(request)).stream()
                .filter(rule -> rule.targets().values().stream()
                        .anyMatch(each -> each.arn().equals(target)))
                .toList();
        ObjectNode page = RequestFields.page(request, "RuleNames", rules, EventRule::name, EventRule::wire);
        ArrayNode names = StatesJson.MAPPER.createArrayNode();
        page.path("RuleNames").forEach(rule -> names.add(rule.path("Name")));
        return page.set("RuleNames", names);
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
