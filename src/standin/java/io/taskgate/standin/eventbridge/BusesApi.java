package io.taskgate.standin.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.stepfunctions.Arns;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The EventBridge operations on buses and their resource policies.
final class BusesApi {

    private static final int CHARACTERS = 256;

    private final Buses buses;

    BusesApi(Buses buses) {
        this.buses = buses;
    }

    Map<String, Function<JsonNode, JsonNode>> operations() {
        return Map.of(
                "CreateEventBus", this::create,
                "DescribeEventBus", request -> buses.record(name(request)).wire(),
                "UpdateEventBus", this::update,
                "ListEventBuses", this::list,
                "DeleteEventBus", this::delete,
                "PutPermission", this::putPermission,
                "RemovePermission", this::removePermission);
    }

    private static String name(JsonNode request) {
        return RequestFields.text(request, "Name").orElse(Buses.DEFAULT).replaceAll("^arn:.*event-bus/", "");
    }

    private JsonNode create(JsonNode request) {
        String name = RequestFields.required(request, "Name");
        if (!name.matches("[.\\-_A-Za-z0-9]{1," + CHARACTERS + "}")) {
            throw RequestFields.invalid("Name", "the stand-in knows no partner event sources, and so no / in names");
        }
        buses.create(name, request);
        ObjectNode answer = StatesJson.object().put("EventBusArn", Arns.bus(name));
        answer.setAll(buses.record(name).settings());
        return answer;
    }

    private JsonNode update(JsonNode request) {
        EventBusRecord updated = buses.update(name(request), request);
        ObjectNode answer =
                StatesJson.object().put("Arn", Arns.bus(updated.name())).put("Name", updated.name());
        answer.setAll(updated.settings());
        return answer;
    }

    private JsonNode list(JsonNode request) {
        return RequestFields.page(
                request,
                "EventBuses",
                buses.all(),
                EventBusRecord::name,
                bus -> bus.wire().without(List.of("KmsKeyIdentifier", "DeadLetterConfig", "LogConfig")));
    }

    private JsonNode delete(JsonNode request) {
        buses.delete(RequestFields.required(request, "Name"));
        return StatesJson.object();
    }

    /// Adds a statement, or replaces the policy.
    private JsonNode putPermission(JsonNode request) {
        Map<String, ObjectNode> statements = buses.record(Buses.named(request)).statements();
        Optional<String> policy = RequestFields.text(request, "Policy");
        if (policy.isPresent()) {
            Map<String, ObjectNode> given = statements(policy.get());
            synchronized (buses) {
                statements.clear();
                statements.putAll(given);
            }
            return StatesJson.object();
        }
        String sid = RequestFields.required(request, "StatementId");
        if (!RequestFields.required(request, "Action").equals("events:PutEvents")) {
            throw AwsError.validation("Provided value in parameter 'action' is not supported.");
        }
        ObjectNode statement = statement(sid, RequestFields.required(request, "Principal"), Buses.named(request));
        JsonNode condition = request.path("Condition");
        if (condition.isObject()) {
            statement
                    .putObject("Condition")
                    .putObject(RequestFields.required(condition, "Type"))
                    .put(RequestFields.required(condition, "Key"), RequestFields.required(condition, "Value"));
        }
        synchronized (buses) {
            statements.put(sid, statement);
        }
        return StatesJson.object();
    }

    private static ObjectNode statement(String sid, String principal, String bus) {
        if (!principal.matches("\\d{12}|\\*")) {
            throw AwsError.validation("1 validation error detected: Value '" + principal
                    + "' at 'principal' failed to satisfy constraint: Member must satisfy regular expression pattern:"
                    + " (\\d{12}|\\*)");
        }
        ObjectNode statement = StatesJson.object().put("Sid", sid).put("Effect", "Allow");
        if (principal.equals("*")) {
            statement.put("Principal", "*");
        } else {
            statement.putObject("Principal").put("AWS", "arn:aws:iam::" + principal + ":root");
        }
        return statement.put("Action", "events:PutEvents").put("Resource", Arns.bus(bus));
    }

    private static Map<String, ObjectNode> statements(String policy) {
        JsonNode document = StatesJson.parse(policy)
                .filter(JsonNode::isObject)
                .orElseThrow(() -> AwsError.validation("This policy contains invalid Json"));
        Map<String, ObjectNode> statements = new LinkedHashMap<>();
        JsonNode given = document.path("Statement");
        for (JsonNode each :
                given.isArray() ? given : StatesJson.MAPPER.createArrayNode().add(given)) {
            if (!(each instanceof ObjectNode statement)) {
                throw AwsError.validation("This policy contains invalid Json");
            }
            statements.put(statement.path("Sid").asText(String.valueOf(statements.size())), statement);
        }
        return statements;
    }

    private JsonNode removePermission(JsonNode request) {
        Map<String, ObjectNode> statements = buses.record(Buses.named(request)).statements();
        synchronized (buses) {
            if (request.path("RemoveAllPermissions").asBoolean()) {
                statements.clear();
            } else if (statements.remove(RequestFields.required(request, "StatementId")) == null) {
                throw new AwsError("ResourceNotFoundException", "Statement with the provided id does not exist.");
            }
        }
        return StatesJson.object();
    }
}
