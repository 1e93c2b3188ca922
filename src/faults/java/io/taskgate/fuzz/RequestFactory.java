package io.taskgate.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.fuzz.LaneState.Registered;
import io.taskgate.fuzz.LaneState.Runner;
import io.taskgate.fuzz.wire.RawRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Valid requests of each operation, about what the lane's state holds. For one thread.
final class RequestFactory {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final BiConsumer<LaneState, JsonNode> NOTHING = (state, json) -> {};
    private static final List<String> ROUTES = List.of(
            "orders.approve",
            "orders.plain",
            "orders.plain",
            "orders.plain",
            "orders.short",
            "orders.quick",
            "orders.jsonata",
            "orders.refuse",
            "labels.print",
            "jobs.run",
            "parcels.send",
            "payments.hmac",
            "shipping.send");
    private static final List<String> OPEN_ROUTES = List.of(
            "orders.approve", "orders.plain", "orders.jsonata", "labels.print", "parcels.send", "shipping.send");
    private static final List<String> STATES = List.of(
            "PENDING", "SETTLING", "AMBIGUOUS", "DELIVERED", "CLOSED", "REJECTED", "EXPIRED", "CANCELLED", "EARLY");
    private static final List<String> SHAPES = List.of(
            "{}",
            "{\"Parameters\": {\"id.$\": \"$.order.id\"}}",
            "{\"InputPath\": \"$.order\", \"ResultSelector\": {\"all.$\": \"$\"}}",
            "{\"Output\": \"{% $states.input %}\"}",
            "{\"Output\": {\"n\": \"{% $sum([1..20]) %}\"}}",
            "{\"Parameters\": {\"text.$\": \"States.Format('{}-{}', $.order.id, 'x')\"}}");

    private final OpenApiDocument document;
    private final SchemaValues values;
    private final FuzzStateMachines machines;
    private final FuzzPlan plan;
    private final String prefix;
    private int count;

    /// @param learn what the state takes from an answer of 2xx or 410
    record Planned(RawRequest request, BiConsumer<LaneState, JsonNode> learn) {}

    RequestFactory(OpenApiDocument document, FuzzStateMachines machines, FuzzPlan plan, int lane) {
        this.document = document;
        this.values = new SchemaValues(document);
        this.machines = machines;
        this.plan = plan;
        this.prefix = "k" + lane + "-";
    }

    /// The operation, or the one that must come before it: nothing can be redriven before it was rejected.
    String possible(String operation, LaneState state, Random random) {
        boolean lacks =
                switch (operation) {
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
                form.putArray("ids").add(state.deadLetters.take(random).orElse("none"));
                yield new Planned(simple(operation, "/v1/dead-letters/redrive", form), NOTHING);
            }
            default -> generic(operation, random);
        };
    }

    /// Of an operation that this class does not know: its path, and a body of its schema.
    private Planned generic(String operation, Random random) {
        OpenApiDocument.ApiOperation known = document.operation(operation);
        JsonNode body = known.body() == null ? null : values.object(known.body(), random);
        return plain(operation, known.path().replaceAll("\\{[^}]*}", "x"), body);
    }

    private Planned plain(String operation, String target) {
        return plain(operation, target, null);
    }

    private Planned plain(String operation, String target, @Nullable JsonNode body) {
        return new Planned(simple(operation, target, body), NOTHING);
    }

    private RawRequest simple(String id, String target, @Nullable JsonNode body) {
        OpenApiDocument.ApiOperation operation = document.operation(id);
        String role = operation.role();
        return RawRequest.of(
                id,
                operation.method(),
                target,
                role.isEmpty() ? "" : plan.hexKey(role),
                body == null ? null : body.toString());
    }

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    // ---- callbacks

    private Planned register(LaneState state, Random random) throws InterruptedException {
        String[] route = any(ROUTES, random).split("\\.", 2);
        ObjectNode form = form("registerCallback", random);
        boolean real = random.nextInt(5) > 2;
        String token = "made up ü " + prefix + count;
        if (real) {
            FuzzStateMachines.Waiting waiting = machines.next();
            token = waiting.token();
            form.put("executionArn", waiting.execution());
            state.executions.add(waiting.execution());
        }
        String key = prefix + count;
        Optional<Registered> again = random.nextInt(8) == 0 ? state.any(random) : Optional.empty();
        if (again.isPresent()) {
            route = new String[] {again.get().service(), again.get().operation()};
            key = again.get().key();
            form.put("stateEnteredTime", Instant.now().toString());
        }
        if (random.nextInt(10) > 0) {
            form.put("correlationKey", key);
        }
        form.put("taskToken", token).put("service", route[0]).put("operation", route[1]);
        form.set("input", input(random, key));
        String service = route[0];
        String operation = route[1];
        String made = real ? "" : token;
        return new Planned(simple("registerCallback", "/v1/callbacks", form), (known, json) -> {
            String id = json.path("callbackId").asText();
            String link = json.at("/links/success").asText();
            if (!id.isEmpty() && link.contains("?signature=")) {
                known.pending.add(new Registered(
                        id,
                        service,
                        operation,
                        json.path("correlationKey").asText(),
                        made,
                        link.substring(link.indexOf("?signature="))));
            }
        });
    }

    private ObjectNode form(String operation, Random random) {
        JsonNode schema = document.operation(operation).body();
        return schema == null ? JSON.objectNode() : values.object(document.resolved(schema), random);
    }

    private static ObjectNode input(Random random, String key) {
        ObjectNode input = SchemaValues.anyObject(random, 1);
        input.putObject("order").put("id", key).put("customer", SchemaValues.word(random));
        if (random.nextInt(40) == 0) {
            input.put("large", "x".repeat(1_000 << random.nextInt(9)));
        }
        return input;
    }

    private static JsonNode result(Random random) {
        ObjectNode result = SchemaValues.anyObject(random, 1);
        result.put("approved", random.nextBoolean()).put("remark", SchemaValues.word(random));
        if (random.nextInt(40) == 0) {
            result.put("large", "y".repeat(1_000 << random.nextInt(9)));
        }
        return result;
    }

    private static JsonNode failure(Random random) {
        return JSON.objectNode().put("error", "E" + random.nextInt(9)).put("cause", SchemaValues.word(random));
    }

    private static JsonNode progress(Random random) {
        ObjectNode form = JSON.objectNode();
        form.set("progress", SchemaValues.any(random, 2));
        return form;
    }

    private static JsonNode answer(String operation, Random random) {
        return operation.startsWith("succeed")
                ? result(random)
                : operation.startsWith("fail") ? failure(random) : progress(random);
    }

    private static void ended(LaneState known, Registered callback, String operation) {
        if (!operation.startsWith("heartbeat")) {
            (callback.token().isEmpty() ? known.settled : known.rejected).add(callback);
        }
    }

    private Planned byLink(String operation, LaneState state, Random random) {
        boolean beat = operation.equals("heartbeat");
        Optional<Registered> found = random.nextInt(6) == 0
                ? state.settled.any(random)
                : beat
                        ? state.pending.any(random)
                        : state.rejected.isEmpty() ? state.madeUp(random) : state.pending.take(random);
        Registered callback = found.orElse(new Registered("cb_none", "orders", "plain", "none", "", "?signature=none"));
        String word = operation.equals("succeed") ? "success" : operation.equals("fail") ? "failure" : "heartbeat";
        RawRequest request = simple(
                        operation,
                        "/v1/callbacks/" + callback.id() + "/" + word + callback.signature(),
                        answer(operation, random))
                .without("X-Api-Key");
        return new Planned(request, (known, json) -> ended(known, callback, operation));
    }

    private Planned byKey(String operation, LaneState state, Random random) {
        String word =
                operation.equals("succeedByKey") ? "success" : operation.equals("failByKey") ? "failure" : "heartbeat";
        Optional<Registered> found = random.nextInt(3) == 0 ? Optional.empty() : state.pending.any(random);
        // an early answer where nothing is found
        String[] route = any(OPEN_ROUTES, random).split("\\.", 2);
        Registered callback = found.orElse(new Registered("", route[0], route[1], prefix + "early" + count, "", ""));
        String target = "/v1/correlations/" + callback.service() + "/" + callback.operation() + "/"
                + encoded(callback.key()) + "/" + word;
        return new Planned(simple(operation, target, answer(operation, random)), (known, json) -> {
            if (!callback.id().isEmpty()) {
                ended(known, callback, operation);
            }
        });
    }

    private Planned cancel(LaneState state, Random random) {
        Optional<Registered> found = state.pending.take(random);
        return plain(
                "cancelCallback",
                "/v1/callbacks/" + found.map(Registered::id).orElse("cb_none") + "/cancel",
                random.nextInt(4) == 0 ? null : form("cancelCallback", random));
    }

    private Planned redrive(LaneState state, Random random) {
        String id = state.rejected
                .any(random)
                .or(() -> state.any(random))
                .map(Registered::id)
                .orElse("cb_none");
        return plain("redriveCallback", "/v1/callbacks/" + id + "/redrive");
    }

    private Planned operate(String operation, LaneState state, Random random) {
        String at = "/v1/callbacks/" + state.any(random).map(Registered::id).orElse("cb_none");
        return switch (operation) {
            case "revokeLinks" -> plain(operation, at + "/revoke-links", form(operation, random));
            case "transferCallback" ->
                plain(
                        operation,
                        at + "/transfer",
                        JSON.objectNode()
                                .put("principal", "key:workflow")
                                .put("stateMachineArn", FuzzStateMachines.WAITING)
                                .put("reason", SchemaValues.word(random)));
            default -> plain(operation, at);
        };
    }

    private Planned list(LaneState state, Random random) {
        StringBuilder query = new StringBuilder("?limit=" + (1 + random.nextInt(50)));
        if (random.nextInt(3) == 0) {
            query.append("&state=").append(any(STATES, random));
        }
        if (random.nextInt(3) == 0) {
            query.append("&service=orders");
        }
        if (random.nextInt(4) == 0) {
            query.append("&olderThan=PT").append(random.nextInt(60)).append('S');
        }
        if (random.nextInt(4) == 0) {
            query.append("&vaultKey=k1");
        }
        if (random.nextInt(3) == 0) {
            state.cursors
                    .any(random)
                    .ifPresent(cursor -> query.append("&cursor=").append(encoded(cursor)));
        }
        return new Planned(simple("listCallbacks", "/v1/callbacks" + query, null), (known, json) -> {
            if (json.path("cursor").isTextual()) {
                known.cursors.add(json.path("cursor").asText());
            }
        });
    }

    // ---- events

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

    // ---- calls, payloads, shapes

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

    // ---- batches

    private Planned batch(LaneState state, Random random) throws InterruptedException {
        ObjectNode form = form("startBatch", random);
        form.without(List.of("gatherAs", "runnerSeconds", "runnerStates"));
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
                known.told.add(id);
            }
        });
    }

    private Planned ofBatch(String operation, LaneState state, Random random) {
        String at = "/v1/batches/" + state.batches.any(random).orElse("bt_none");
        return operation.equals("getBatch")
                ? plain(operation, at)
                : plain(operation, at + "/resume", random.nextBoolean() ? null : JSON.objectNode());
    }

    /// Takes in the links that the runners reported.
    ///
    /// @return whether there is one that waits for its end
    boolean hear(LaneState state, Random random) {
        return state.told
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
        // One runner always tells the same: told again, it is the same 2xx.
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
