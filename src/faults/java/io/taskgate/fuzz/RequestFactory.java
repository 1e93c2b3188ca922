package io.taskgate.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.fuzz.LaneState.Registered;
import io.taskgate.fuzz.LaneState.Runner;
import io.taskgate.fuzz.wire.RawRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/// Creates a valid request of each operation about the resources in the lane's state. Not thread-safe.
final class RequestFactory extends CallbackRequests {

    private static final List<String> SHAPES = List.of(
            "{}",
            "{\"Parameters\": {\"id.$\": \"$.order.id\"}}",
            "{\"InputPath\": \"$.order\", \"ResultSelector\": {\"all.$\": \"$\"}}",
            "{\"Output\": \"{% $states.input %}\"}",
            "{\"Output\": {\"n\": \"{% $sum([1..20]) %}\"}}",
            "{\"Parameters\": {\"text.$\": \"States.Format('{}-{}', $.order.id, 'x')\"}}");

    RequestFactory(OpenApiDocument document, FuzzStateMachines machines, FuzzPlan plan, int lane) {
        super(document, machines, plan, lane);
    }

    /// Returns the operation, or the one that must come before it: for example, only a rejected callback can
    /// be redriven.
    String possible(String operation, LaneState state, Random random) {
        boolean lacks = switch (operation) {
            case "succeed", "fail", "heartbeat", "cancelCallback" -> state.pending.isEmpty();
            case "redriveCallback" -> state.rejected.isEmpty();
            case "callStatus" -> state.jobs.isEmpty();
            case "readPayload" -> state.references.isEmpty();
            case "getBatch", "resumeBatch" -> state.batches.isEmpty();
            case "succeedRunner", "failRunner" -> state.runners.isEmpty();
            case "historyBudget" -> state.executions.isEmpty();
            default -> false;
        };
        if (!lacks) {
            return operation;
        }
        return switch (operation) {
            case "redriveCallback" -> possible(random.nextBoolean() ? "succeed" : "fail", state, random);
            case "callStatus" -> "call";
            case "readPayload" -> "checkIn";
            case "getBatch", "resumeBatch", "succeedRunner", "failRunner" -> "startBatch";
            default -> "registerCallback";
        };
    }

    Planned request(String operation, LaneState state, Random random) throws InterruptedException {
        count++;
        return switch (operation) {
            case "registerCallback" -> register(state, random);
            case "succeed", "fail", "heartbeat" -> byLink(operation, state, random);
            case "succeedByKey", "failByKey", "heartbeatByKey" -> byKey(operation, state, random);
            case "cancelCallback" -> cancel(state, random);
            case "redriveCallback" -> redrive(state, random);
            case "revokeLinks", "getCallback", "transferCallback" -> operate(operation, state, random);
            case "listCallbacks" -> list(state, random);
            case "postEvents" -> event(state, random);
            case "postWebhook" -> webhook(state, random);
            case "call" -> call(random);
            case "callStatus" -> plain(operation, state.jobs.any(random).orElse("/v1/calls/prices/report/jobs/none"));
            case "checkIn" -> checkIn(random);
            case "readPayload" -> read(state, random);
            case "previewShape" -> preview(random);
            case "startBatch" -> batch(state, random);
            case "getBatch", "resumeBatch" -> ofBatch(operation, state, random);
            case "succeedRunner", "failRunner" -> runner(operation, state, random);
            case "historyBudget" -> history(state, random);
            case "listDeadLetters" ->
                new Planned(
                        simple(operation, "/v1/dead-letters" + (random.nextBoolean() ? "" : "?limit=20"), null),
                        (known, json) -> json.path("deadLetters")
                                .forEach(letter ->
                                        known.deadLetters.add(letter.path("id").asText())));
            case "redriveDeadLetters" -> {
                ObjectNode form = JSON.objectNode();
                form.put("reason", "fixed");
                form.putArray("ids").add(state.deadLetters.take(random).orElse("none"));
                yield new Planned(simple(operation, "/v1/dead-letters/redrive", form), NOTHING);
            }
            case "actOnCallbacks" -> {
                // Not for all of them: other requests need open callbacks.
                ObjectNode form = JSON.objectNode();
                form.put("action", random.nextBoolean() ? "cancel" : "redrive").put("reason", "fixed");
                form.putObject("filter").put("keyPrefix", prefix + count);
                yield new Planned(simple(operation, "/v1/callbacks/bulk", form), NOTHING);
            }
            default -> generic(operation, random);
        };
    }

    /// Creates a request of an operation without special handling, from its path and the schema of its body.
    private Planned generic(String operation, Random random) {
        OpenApiDocument.ApiOperation known = document.operation(operation);
        JsonNode body = known.body() == null ? null : values.object(known.body(), random);
        return plain(operation, known.path().replaceAll("\\{[^}]*}", "x"), body);
    }

    private Planned event(LaneState state, Random random) {
        ObjectNode event = EventFactory.any(state, random, prefix + "event" + count);
        boolean cloud = random.nextInt(3) == 0;
        if (!cloud) {
            return plain("postEvents", "/v1/events", event);
        }
        ObjectNode structured = EventFactory.cloudEvent(event, prefix + count);
        RawRequest request = simple("postEvents", "/v1/events", null);
        return switch (random.nextInt(3)) {
            case 0 -> typed(request, "application/cloudevents+json", structured);
            case 1 ->
                typed(
                        request,
                        "application/cloudevents-batch+json",
                        JSON.arrayNode().add(structured));
            default ->
                typed(
                        request.with("ce-specversion", "1.0")
                                .with("ce-id", prefix + count)
                                .with("ce-source", "acme.parcels")
                                .with("ce-type", "Parcel%20Moved"),
                        "application/json",
                        event.path("detail"));
        };
    }

    private static Planned typed(RawRequest request, String type, JsonNode body) {
        return new Planned(
                request.replacing("Content-Type", type).body(body.toString().getBytes(StandardCharsets.UTF_8)),
                NOTHING);
    }

    private Planned webhook(LaneState state, Random random) {
        String scheme = any(List.of("github", "stripe", "standard", "hmac"), random);
        ObjectNode body = JSON.objectNode()
                .put("order", state.any(random).map(Registered::key).orElse(prefix + count))
                .put("status", random.nextBoolean() ? "PAID" : "DECLINED")
                .put("nonce", prefix + count);
        RawRequest request = simple("postWebhook", "/v1/events/payments/" + scheme, body);
        return new Planned(WebhookSigner.signed(scheme, request, prefix + count), NOTHING);
    }

    private Planned call(Random random) {
        String operation = any(List.of("quote", "any", "fetch", "large", "report"), random);
        ObjectNode body = SchemaValues.anyObject(random, 1);
        body.put("item", "lamp " + random.nextInt(99)).put("currency", "EUR").put("customer", "c" + random.nextInt(9));
        RawRequest request = simple("call", "/v1/calls/prices/" + operation, body);
        if (random.nextInt(3) == 0) {
            request = request.with("Idempotency-Key", prefix + count);
        }
        if (random.nextInt(5) == 0) {
            request = request.with("Task-Token", "made-up-" + prefix + count);
        }
        return new Planned(request, (known, json) -> {
            String status = json.at("/links/status").asText();
            if (!status.isEmpty()) {
                known.jobs.add(LaneState.local(status));
            }
        });
    }

    private Planned checkIn(Random random) {
        JsonNode payload = random.nextInt(20) == 0
                ? JSON.textNode("z".repeat(random.nextInt(300_000)))
                : SchemaValues.any(random, 0);
        return new Planned(simple("checkIn", "/v1/payloads", payload), (known, json) -> {
            if (json.has("reference")) {
                known.references.add(json.path("reference"));
            }
        });
    }

    private Planned read(LaneState state, Random random) {
        ObjectNode form = JSON.objectNode();
        form.set("reference", state.references.any(random).orElse(JSON.objectNode()));
        if (random.nextInt(4) == 0) {
            form.put("maxBytes", 500_000);
        }
        return plain("readPayload", "/v1/payloads/read", form);
    }

    private Planned preview(Random random) {
        ObjectNode form = JSON.objectNode();
        if (random.nextInt(5) == 0) {
            form.put("route", "orders.approve");
        } else {
            form.set("shape", EventFactory.parsed(any(SHAPES, random)));
        }
        form.set("payload", input(random, prefix + count));
        return plain("previewShape", "/v1/shapes/preview", form);
    }

    private Planned batch(LaneState state, Random random) throws InterruptedException {
        ObjectNode form = form("startBatch", random);
        form.without(List.of("gatherAs", "estimatedRunnerSeconds", "estimatedRunnerStates"));
        boolean told = random.nextBoolean();
        form.put("runner", told ? FuzzStateMachines.TOLD : FuzzStateMachines.QUICK)
                .put("name", "fuzz");
        form.put("runnerLinks", told).put("concurrency", 1 + random.nextInt(4));
        form.putObject("batch").put("maxItems", 2);
        for (int i = random.nextInt(told ? 3 : 7); i >= 0; i--) {
            form.withArray("items").add(SchemaValues.any(random, 2));
        }
        if (random.nextInt(4) == 0) {
            form.putObject("gather").put("done.$", "$.output.done");
        }
        if (!state.batches.isEmpty() && random.nextInt(5) > 0) {
            return plain("startBatch", "/v1/batches?dryRun=true", form);
        }
        if (random.nextBoolean()) {
            FuzzStateMachines.Waiting waiting = machines.next();
            form.put("taskToken", waiting.token()).put("executionArn", waiting.execution());
        } else {
            form.put("taskToken", "made-up-" + prefix + count);
        }
        return new Planned(simple("startBatch", "/v1/batches", form), (known, json) -> {
            String id = json.path("batchId").asText();
            if (!id.isEmpty()) {
                known.batches.add(id);
            }
            if (told && !id.isEmpty()) {
                known.reportedRunners.add(id);
            }
        });
    }

    private Planned ofBatch(String operation, LaneState state, Random random) {
        String at = "/v1/batches/" + state.batches.any(random).orElse("bt_none");
        return operation.equals("getBatch")
                ? plain(operation, at)
                : plain(operation, at + "/resume", random.nextBoolean() ? null : JSON.objectNode());
    }

    /// Adds the links that runners have reported to the state.
    ///
    /// @return whether a runner waits for its end
    boolean addReportedRunner(LaneState state, Random random) {
        return state.reportedRunners
                .any(random)
                .flatMap(machines::runner)
                .map(taskgate -> {
                    state.runners.add(new Runner(
                            LaneState.local(taskgate.at("/links/success").asText()),
                            LaneState.local(taskgate.at("/links/failure").asText())));
                    return true;
                })
                .orElse(false);
    }

    private Planned runner(String operation, LaneState state, Random random) {
        boolean success = operation.equals("succeedRunner");
        Runner runner = state.runners
                .any(random)
                .orElse(new Runner(
                        "/v1/batches/bt_none/runners/0/success?signature=none",
                        "/v1/batches/bt_none/runners/0/failure?signature=none"));
        // A runner always gets the same outcome, so that a repeated request also gets a 2xx.
        boolean good = (runner.success().hashCode() & 1) == 0;
        RawRequest request = simple(
                        operation,
                        success ? runner.success() : runner.failure(),
                        success
                                ? JSON.objectNode().put("done", good)
                                : JSON.objectNode().put("error", "NoPrice").put("cause", "none"))
                .without("X-Api-Key");
        return new Planned(request, NOTHING);
    }

    private Planned history(LaneState state, Random random) {
        ObjectNode form = JSON.objectNode();
        form.put("executionArn", state.executions.any(random).orElse(FuzzConfiguration.MACHINES));
        form.put("reserve", random.nextInt(5_000));
        if (random.nextInt(6) == 0) {
            form.putObject("continueWith").put("name", prefix + count).putObject("input");
        }
        return plain("historyBudget", "/v1/history-budget", form);
    }
}
