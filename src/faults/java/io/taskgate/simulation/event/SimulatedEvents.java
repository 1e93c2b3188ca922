package io.taskgate.simulation.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.callback.model.Registration;
import io.taskgate.payload.json.Json;
import io.taskgate.simulation.check.ObservedAnswer;
import io.taskgate.simulation.check.ObservedTask;
import io.taskgate.simulation.world.SimulatedCaller;
import io.taskgate.simulation.world.SimulatedExecution.TaskSpec;
import io.taskgate.simulation.world.SimulatedGateway;
import io.taskgate.simulation.world.SimulatedRoutes;
import io.taskgate.simulation.world.SimulatedWorld;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Sends the events of state machines and workers. An event counts as sent when the queue has it. The methods
/// wait, so they must be called on threads of [SimulatedWorld#outside()].
public final class SimulatedEvents {

    private final SimulatedWorld world;

    public SimulatedEvents(SimulatedWorld world) {
        this.world = world;
    }

    /// @return the event's ID
    public String put(String source, String detailType, ObjectNode detail) {
        String id = Long.toHexString(world.random().nextLong());
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("id", id).put("source", source).put("detail-type", detailType).put("account", "123456789012");
        event.set("detail", detail);
        world.queue().put(new String(Json.bytes(event), StandardCharsets.UTF_8));
        return id;
    }

    private void own(String detailType, ObjectNode detail) {
        put(SimulatedGateway.TENANT, detailType, detail);
    }

    /// Registers as `events:putEvents.waitForTaskToken` does.
    public void register(ObservedTask task, Registration registration) {
        ObjectNode detail = JsonNodeFactory.instance.objectNode();
        detail.put("taskToken", registration.token().reveal())
                .put("service", registration.service())
                .put("operation", registration.operation())
                .put("correlationKey", registration.correlationKey())
                .put("executionArn", registration.executionArn())
                .put("stateName", registration.stateName())
                .put("stateEnteredTime", String.valueOf(registration.enteredAt()))
                .put("retryCount", registration.retryCount())
                .put("redriveCount", registration.redriveCount())
                .set("input", registration.input().node());
        own("Callback Requested", detail);
        world.log().add("caller", "event: register " + task.task().token() + " " + task.key());
        task.registered(world.scheduler().now());
    }

    /// @param request the request whose link is used; null to answer by key
    public void succeed(TaskSpec spec, @Nullable JsonNode request) {
        JsonNode result = SimulatedCaller.result(spec.work());
        ObjectNode detail = address(spec, request);
        detail.set("result", result);
        long sent = world.scheduler().now();
        own("Callback Succeeded", detail);
        world.log().add("caller", "event: answer " + spec.key() + " " + spec.work());
        world.observe(new ObservedAnswer(spec.work(), spec.key(), result.toString(), sent, ObservedAnswer.EVENT));
    }

    public void fail(TaskSpec spec, @Nullable JsonNode request, String error) {
        own("Callback Failed", address(spec, request).put("error", error));
        world.log().add("caller", "event: failure " + spec.key() + " " + spec.work());
    }

    public void beat(TaskSpec spec, @Nullable JsonNode request) {
        own("Callback Heartbeat", address(spec, request));
        world.log().add("caller", "event: heartbeat " + spec.key());
    }

    private static ObjectNode address(TaskSpec spec, @Nullable JsonNode request) {
        ObjectNode detail = JsonNodeFactory.instance.objectNode();
        if (request == null) {
            return detail.put("service", SimulatedRoutes.serviceOf(spec.operation()))
                    .put("operation", spec.operation())
                    .put("correlationKey", spec.key());
        }
        return detail.put("callbackId", request.path("callbackId").asText())
                .put("signature", SimulatedCaller.signature(request));
    }

    /// Sends an event of another source that matches no route.
    ///
    /// @return its ID
    public String stray(String key) {
        return put(
                SimulatedGateway.TENANT + ".parcels",
                "Parcel Moved",
                JsonNodeFactory.instance.objectNode().put("parcel", key));
    }

    /// Sends an invalid event.
    ///
    /// @return its body
    public String poison(String key, int kind) {
        String detail = switch (kind % 3) {
            case 0 ->
                "\"service\":\"orders\",\"operation\":\"nothing\",\"correlationKey\":\"" + key + "\",\"result\":1";
            case 1 -> "\"callbackId\":\"" + key + "\",\"signature\":\"forged\",\"result\":1";
            default -> "\"service\":\"orders\",\"operation\":\"approve\",\"correlationKey\":\"" + key + "\"";
        };
        String source = kind % 4 == 3 ? "stranger" : SimulatedGateway.TENANT;
        String body = kind % 5 == 4
                ? "no event: " + key
                : "{\"id\":\"" + key + "\",\"source\":\"" + source
                        + "\",\"detail-type\":\"Callback Succeeded\",\"detail\":{" + detail + "}}";
        world.observePoison(body);
        world.queue().put(body);
        return body;
    }
}
