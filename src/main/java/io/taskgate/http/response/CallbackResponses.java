package io.taskgate.http.response;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.callback.link.LinkSigner;
import io.taskgate.callback.model.Adjustment;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.claimcheck.PayloadReference;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Maps callbacks to JSON responses, without tokens.
public final class CallbackResponses {

    private CallbackResponses() {}

    static ObjectNode registration(Callback callback, LinkSigner.@Nullable CallbackLinkSet links) {
        ObjectNode json = summary(callback);
        if (links != null) {
            json.putObject("links")
                    .put("success", links.success())
                    .put("failure", links.failure())
                    .put("heartbeat", links.heartbeat());
        }
        RegisteredTask task = callback.task();
        if (task != null) {
            ObjectNode request = json.putObject("request");
            request.put("bytesIn", task.request().bytesIn())
                    .put("bytesOut", task.request().bytesOut());
            PayloadReference reference = task.request().reference();
            request.set("reference", reference == null ? JsonNodeFactory.instance.nullNode() : reference.toJson());
        }
        return json;
    }

    public static ObjectNode summary(Callback callback) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("callbackId", callback.id().value());
        json.put("service", callback.service()).put("operation", callback.operation());
        json.put("correlationKey", callback.correlationKey());
        json.put("state", callback.state().name());
        Outcome outcome = callback.outcome();
        if (outcome != null) {
            json.put("outcome", outcome.kind().name());
        }
        if (outcome != null && !outcome.changes().isEmpty()) {
            json.put("adjusted", outcome.adjusted());
            json.set("changes", changes(outcome.changes()));
        }
        if (callback.reason() != null) {
            json.put("reason", callback.reason());
        }
        RegisteredTask task = callback.task();
        json.put("deadline", text(task == null ? null : task.deadline()));
        json.put("heartbeatDeadline", text(callback.heartbeatState().deadline()));
        return json;
    }

    public static ObjectNode detail(Callback callback) {
        ObjectNode json = registration(callback, null);
        json.put("generation", callback.generation());
        if (callback.revokedLinks() > 0) {
            json.put("revokedLinks", callback.revokedLinks());
        }
        json.put("changedAt", text(callback.changedAt()));
        CallbackOwner owner = callback.owner();
        if (owner != null) {
            json.putObject("owner").put("principal", owner.principal()).put("stateMachineArn", owner.stateMachineArn());
        }
        RegisteredTask task = callback.task();
        if (task != null) {
            json.put("registeredAt", text(task.registeredAt()));
            json.put("executionArn", task.executionArn());
            json.put("stateName", task.stateName());
            json.put("dispatch", callback.dispatch().name());
        }
        json.put("lastHeartbeatAt", text(callback.heartbeatState().lastAt()));
        json.put("heartbeatCount", callback.heartbeatState().count());
        JsonNode progress = callback.heartbeatState().progress();
        json.set("progress", progress == null ? JsonNodeFactory.instance.nullNode() : progress);
        Outcome outcome = callback.outcome();
        if (outcome != null && outcome.error() != null) {
            json.put("error", outcome.error()).put("cause", outcome.cause());
        }
        if (outcome != null && outcome.result() instanceof Payload.CheckedIn checkedIn) {
            json.set("result", checkedIn.reference().toJson());
        }
        json.put(
                "lateAnswer",
                callback.lateAnswer() == null
                        ? null
                        : callback.lateAnswer().kind().name());
        if (callback.lateAnswer() != null && !callback.lateAnswer().changes().isEmpty()) {
            json.set("lateAnswerChanges", changes(callback.lateAnswer().changes()));
        }
        ArrayNode history = json.putArray("history");
        callback.history()
                .forEach(entry -> history.addObject()
                        .put("at", text(entry.at()))
                        .put("event", entry.event())
                        .put("detail", entry.detail()));
        return json;
    }

    private static ArrayNode changes(List<Adjustment> changes) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        changes.forEach(change -> json.addObject()
                .put("field", change.field())
                .put("change", change.kind().wireName())
                .put("from", change.from())
                .put("to", change.to()));
        return json;
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }
}
