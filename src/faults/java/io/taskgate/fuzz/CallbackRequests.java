package io.taskgate.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.fuzz.LaneState.Registered;
import io.taskgate.fuzz.wire.RawRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Creates valid requests about callbacks from the lane's state, and requests of any operation from its path
/// and the schema of its body.
abstract class CallbackRequests {

    static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    static final BiConsumer<LaneState, JsonNode> NOTHING = (state, json) -> {};
    final OpenApiDocument document;
    final SchemaValues values;
    final FuzzStateMachines machines;
    final FuzzPlan plan;
    final String prefix;
    int count;

    /// A request and its effect.
    ///
    /// @param learn updates the lane's state from a 2xx or 410 response
    record Planned(RawRequest request, BiConsumer<LaneState, JsonNode> learn) {}

    CallbackRequests(OpenApiDocument document, FuzzStateMachines machines, FuzzPlan plan, int lane) {
        this.document = document;
        this.values = new SchemaValues(document);
        this.machines = machines;
        this.plan = plan;
        this.prefix = "k" + lane + "-";
    }

    Planned plain(String operation, String target) {
        return plain(operation, target, null);
    }

    Planned plain(String operation, String target, @Nullable JsonNode body) {
        return new Planned(simple(operation, target, body), NOTHING);
    }

    RawRequest simple(String id, String target, @Nullable JsonNode body) {
        OpenApiDocument.ApiOperation operation = document.operation(id);
        String role = operation.role();
        return RawRequest.of(
                id,
                operation.method(),
                target,
                role.isEmpty() ? "" : plan.hexKey(role),
                body == null ? null : body.toString());
    }

    static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    ObjectNode form(String operation, Random random) {
        JsonNode schema = document.operation(operation).body();
        return schema == null ? JSON.objectNode() : values.object(document.resolved(schema), random);
    }

    static final List<String> ROUTES = List.of(
            "orders.approve",
            "orders.plain",
            "orders.plain",
            "orders.plain",
            "orders.short",
            "orders.quick",
            "orders.jsonata",
            "orders.reject",
            "labels.print",
            "jobs.run",
            "parcels.send",
            "payments.hmac",
            "shipping.send");

    static final List<String> OPEN_ROUTES = List.of(
            "orders.approve", "orders.plain", "orders.jsonata", "labels.print", "parcels.send", "shipping.send");

    static final List<String> STATES = List.of(
            "PENDING", "SETTLING", "AMBIGUOUS", "DELIVERED", "CLOSED", "REJECTED", "EXPIRED", "CANCELLED", "EARLY");

    Planned register(LaneState state, Random random) throws InterruptedException {
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

    static ObjectNode input(Random random, String key) {
        ObjectNode input = SchemaValues.anyObject(random, 1);
        input.putObject("order").put("id", key).put("customer", SchemaValues.word(random));
        if (random.nextInt(40) == 0) {
            input.put("large", "x".repeat(1_000 << random.nextInt(9)));
        }
        return input;
    }

    static JsonNode result(Random random) {
        ObjectNode result = SchemaValues.anyObject(random, 1);
        result.put("approved", random.nextBoolean()).put("remark", SchemaValues.word(random));
        if (random.nextInt(40) == 0) {
            result.put("large", "y".repeat(1_000 << random.nextInt(9)));
        }
        return result;
    }

    static JsonNode failure(Random random) {
        return JSON.objectNode().put("error", "E" + random.nextInt(9)).put("cause", SchemaValues.word(random));
    }

    static JsonNode progress(Random random) {
        ObjectNode form = JSON.objectNode();
        form.set("progress", SchemaValues.any(random, 2));
        return form;
    }

    static JsonNode answer(String operation, Random random) {
        return operation.startsWith("succeed")
                ? result(random)
                : operation.startsWith("fail") ? failure(random) : progress(random);
    }

    static void ended(LaneState known, Registered callback, String operation) {
        if (!operation.startsWith("heartbeat")) {
            (callback.token().isEmpty() ? known.settled : known.rejected).add(callback);
        }
    }

    Planned byLink(String operation, LaneState state, Random random) {
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

    Planned byKey(String operation, LaneState state, Random random) {
        String word =
                operation.equals("succeedByKey") ? "success" : operation.equals("failByKey") ? "failure" : "heartbeat";
        Optional<Registered> found = random.nextInt(3) == 0 ? Optional.empty() : state.pending.any(random);
        // an early answer, if no callback is found
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

    Planned cancel(LaneState state, Random random) {
        Optional<Registered> found = state.pending.take(random);
        return plain(
                "cancelCallback",
                "/v1/callbacks/" + found.map(Registered::id).orElse("cb_none") + "/cancel",
                form("cancelCallback", random));
    }

    Planned redrive(LaneState state, Random random) {
        String id = state.rejected
                .any(random)
                .or(() -> state.any(random))
                .map(Registered::id)
                .orElse("cb_none");
        return plain("redriveCallback", "/v1/callbacks/" + id + "/redrive", form("redriveCallback", random));
    }

    Planned operate(String operation, LaneState state, Random random) {
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

    Planned list(LaneState state, Random random) {
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
}
