package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The operations of Step Functions, from and to AWS's JSON.
final class StatesApi {

    private static final int DEFAULT_PAGE = 100;
    private static final int LARGEST_PAGE = 1_000;

    private final States states;
    private final Map<String, Function<JsonNode, JsonNode>> operations = Map.ofEntries(
            Map.entry("CreateStateMachine", this::createStateMachine),
            Map.entry("DescribeStateMachine", this::describeStateMachine),
            Map.entry("ListStateMachines", this::listStateMachines),
            Map.entry("StartExecution", this::startExecution),
            Map.entry("DescribeExecution", this::describeExecution),
            Map.entry("StopExecution", this::stopExecution),
            Map.entry("ListExecutions", this::listExecutions),
            Map.entry("GetExecutionHistory", this::history),
            Map.entry("SendTaskSuccess", this::success),
            Map.entry("SendTaskFailure", this::failure),
            Map.entry("SendTaskHeartbeat", this::heartbeat));

    StatesApi(States states) {
        this.states = states;
    }

    JsonNode call(String operation, JsonNode request) {
        Function<JsonNode, JsonNode> known = operations.get(operation);
        if (known == null) {
            throw new AwsError("UnknownOperationException", "the stand-in does not know " + operation);
        }
        return known.apply(request);
    }

    private JsonNode createStateMachine(JsonNode request) {
        if (!request.path("type").asText("STANDARD").equals("STANDARD")) {
            throw AwsError.validation("the stand-in runs STANDARD state machines only: EXPRESS has no callbacks");
        }
        StateMachine machine = states.create(
                required(request, "name"),
                required(request, "definition"),
                request.path("roleArn").asText("arn:aws:iam::" + Arns.ACCOUNT + ":role/local"));
        return Json.object().put("stateMachineArn", machine.arn()).set("creationDate", seconds(machine.created()));
    }

    private JsonNode describeStateMachine(JsonNode request) {
        StateMachine machine = states.machine(required(request, "stateMachineArn"));
        return summary(machine)
                .put("definition", machine.definition())
                .put("roleArn", machine.roleArn())
                .put("status", "ACTIVE");
    }

    private static ObjectNode summary(StateMachine machine) {
        ObjectNode summary = Json.object()
                .put("stateMachineArn", machine.arn())
                .put("name", machine.name())
                .put("type", "STANDARD");
        summary.set("creationDate", seconds(machine.created()));
        return summary;
    }

    private JsonNode listStateMachines(JsonNode request) {
        return page(request, "stateMachines", states.machines(), StatesApi::summary);
    }

    private JsonNode startExecution(JsonNode request) {
        String name = request.path("name").asText(UUID.randomUUID().toString());
        if (!name.matches("[^\\s<>{}\\[\\]?*\"#%\\\\^|~`$&,;:/]{1," + Limits.EXECUTION_NAME_CHARACTERS + "}")) {
            throw new AwsError("InvalidName", "Invalid Name: '" + name + "'");
        }
        Execution execution = states.start(
                required(request, "stateMachineArn"),
                name,
                request.path("input").asText("{}"));
        ObjectNode answer = Json.object().put("executionArn", execution.arn());
        return answer.set("startDate", seconds(execution.started()));
    }

    private JsonNode describeExecution(JsonNode request) {
        Execution execution = states.execution(required(request, "executionArn"));
        ObjectNode answer = summary(execution).put("input", execution.input()).put("redriveStatus", "NOT_REDRIVABLE");
        answer.putObject("inputDetails").put("included", true);
        if (execution.status() != Execution.Status.RUNNING) {
            for (String field : List.of("output", "error", "cause")) {
                Optional.ofNullable(execution.ending().get(field)).ifPresent(value -> answer.set(field, value));
            }
        }
        if (answer.has("output")) {
            answer.putObject("outputDetails").put("included", true);
        }
        return answer;
    }

    private static ObjectNode summary(Execution execution) {
        ObjectNode summary = Json.object()
                .put("executionArn", execution.arn())
                .put("stateMachineArn", execution.machine().arn())
                .put("name", execution.name())
                .put("status", execution.status().name())
                .put("redriveCount", 0);
        summary.set("startDate", seconds(execution.started()));
        execution.stopped().ifPresent(at -> summary.set("stopDate", seconds(at)));
        return summary;
    }

    private JsonNode stopExecution(JsonNode request) {
        Execution execution = states.execution(required(request, "executionArn"));
        states.stop(execution, new StateFailure(text(request, "error"), text(request, "cause")).details());
        return Json.object().set("stopDate", seconds(execution.stopped().orElseThrow()));
    }

    private JsonNode listExecutions(JsonNode request) {
        StateMachine machine = states.machine(required(request, "stateMachineArn"));
        String filter = request.path("statusFilter").asText("");
        List<Execution> found = states.executions(machine.arn()).stream()
                .filter(execution ->
                        filter.isEmpty() || execution.status().name().equals(filter))
                .toList();
        return page(request, "executions", found, StatesApi::summary);
    }

    private JsonNode history(JsonNode request) {
        List<Execution.Event> events =
                states.execution(required(request, "executionArn")).history();
        boolean reverse = request.path("reverseOrder").asBoolean();
        return page(request, "events", reverse ? events.reversed() : events, StatesApi::event);
    }

    private static ObjectNode event(Execution.Event event) {
        ObjectNode node = Json.object()
                .put("id", event.id())
                .put("previousEventId", event.previous())
                .put("type", event.type());
        node.set("timestamp", seconds(event.at()));
        if (!event.detailsName().isEmpty()) {
            node.set(event.detailsName(), event.details());
        }
        return node;
    }

    private JsonNode success(JsonNode request) {
        states.succeed(token(request), required(request, "output"));
        return Json.object();
    }

    private JsonNode failure(JsonNode request) {
        String token = token(request);
        states.fail(
                token,
                new Outcome.Failed(
                        limited(request, "error", Limits.ERROR_CHARACTERS),
                        limited(request, "cause", Limits.CAUSE_CHARACTERS)));
        return Json.object();
    }

    private JsonNode heartbeat(JsonNode request) {
        states.heartbeat(token(request));
        return Json.object();
    }

    private static String token(JsonNode request) {
        return request.path("taskToken").asText("");
    }

    private static @Nullable String limited(JsonNode request, String field, int characters) {
        String text = text(request, field);
        if (text != null && text.length() > characters) {
            throw AwsError.validation("1 validation error detected: Value at '" + field
                    + "' failed to satisfy constraint: Member must have length less than or equal to " + characters);
        }
        return text;
    }

    private static @Nullable String text(JsonNode request, String field) {
        return request.hasNonNull(field) ? request.get(field).asText() : null;
    }

    private static String required(JsonNode request, String field) {
        if (!request.path(field).isTextual()) {
            throw AwsError.validation("1 validation error detected: Value null at '" + field
                    + "' failed to satisfy constraint: Member must not be null");
        }
        return request.get(field).asText();
    }

    /// The page token is the position: nothing here is ever removed, and whoever reads the newest first reads on by
    /// age.
    private static <T> JsonNode page(JsonNode request, String name, List<T> all, Function<T, ObjectNode> write) {
        String token = request.path("nextToken").asText("0");
        if (!token.matches("\\d{1,9}")) {
            throw new AwsError("InvalidToken", "Invalid Token: 'nextToken'");
        }
        int asked = request.path("maxResults").asInt(0);
        int size = asked == 0 ? DEFAULT_PAGE : Math.min(asked, LARGEST_PAGE);
        int from = Math.min(Integer.parseInt(token), all.size());
        int to = Math.min(from + size, all.size());
        ObjectNode answer = Json.object();
        ArrayNode items = answer.putArray(name);
        all.subList(from, to).forEach(item -> items.add(write.apply(item)));
        return to < all.size() ? answer.put("nextToken", String.valueOf(to)) : answer;
    }

    /// AWS JSON writes times as seconds with a fraction.
    private static JsonNode seconds(Instant at) {
        return Json.object().numberNode(BigDecimal.valueOf(at.toEpochMilli(), 3));
    }
}
