package io.taskgate.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.taskgate.batch.ChildEnds;
import io.taskgate.callback.Address;
import io.taskgate.callback.Answer;
import io.taskgate.callback.Callback;
import io.taskgate.callback.CallbackId;
import io.taskgate.callback.Heartbeat;
import io.taskgate.callback.HeartbeatReply;
import io.taskgate.callback.Links;
import io.taskgate.callback.Register;
import io.taskgate.callback.Registered;
import io.taskgate.callback.Registration;
import io.taskgate.callback.RegistrationForm;
import io.taskgate.callback.Settle;
import io.taskgate.callback.Settled;
import io.taskgate.callback.TaskToken;
import io.taskgate.payload.JsonText;
import io.taskgate.payload.LiftedJson;
import io.taskgate.route.Routes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.Validator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/// Callback events from the queue. What was dealt with is acknowledged, and deleted then. An
/// IllegalArgumentException
/// says that the message is wrong in itself and belongs to the dead letters; after an outage it is tried again
/// until it
/// is over, after any other exception a few times.
@ApplicationScoped
public class CallbackEvents {

    private static final List<String> DETAIL = List.of("detail");

    /// What may be large stays text.
    private static final Set<String> PAYLOADS = Set.of("input", "result");

    private final Register register;
    private final Settle settle;
    private final Heartbeat heartbeat;
    private final ChildEnds ends;
    private final Links links;
    private final Routes routes;
    private final Validator validator;
    private final RegistrationReader reader;
    private final EventSettings settings;

    CallbackEvents(
            Register register,
            Settle settle,
            Heartbeat heartbeat,
            ChildEnds ends,
            Links links,
            Routes routes,
            Validator validator,
            RegistrationReader reader,
            EventSettings settings) {
        this.register = register;
        this.settle = settle;
        this.heartbeat = heartbeat;
        this.ends = ends;
        this.links = links;
        this.routes = routes;
        this.validator = validator;
        this.reader = reader;
        this.settings = settings;
    }

    @Incoming("callback-events")
    @RunOnVirtualThread
    public CompletionStage<Void> take(Message<String> message) {
        try {
            take(message.getPayload());
            return message.ack();
        } catch (RuntimeException | Error e) {
            // Errors too: one that got away would end the channel, and every later event with it.
            return message.nack(e);
        }
    }

    private void take(String body) {
        JsonNode event = parse(body);
        JsonNode detail = event.path("detail");
        String type = event.path("detail-type").asText();
        switch (type) {
            case "Callback Succeeded" -> settle(detail, new Answer.Success(JsonText.of(needed(detail, "result"))));
            case "Callback Failed" -> settle(detail, failure(detail));
            case "Callback Heartbeat" -> beat(detail);
            case "Callback Requested" -> register(detail);
            case "Step Functions Execution Status Change" -> runnerEnded(detail);
            default -> throw new IllegalArgumentException("detail-type \"" + type + "\" is none of taskgate's");
        }
    }

    /// What is no runner of a batch here is no mistake: a rule may bring more.
    private void runnerEnded(JsonNode detail) {
        ends.ended(
                needed(detail, "executionArn").asText(),
                needed(detail, "status").asText(),
                text(detail, "output"),
                text(detail, "error"),
                text(detail, "cause"));
    }

    private static JsonNode parse(String body) {
        try {
            JsonNode event = LiftedJson.parse(body.getBytes(StandardCharsets.UTF_8), DETAIL, PAYLOADS);
            if (!event.path("detail").isObject()) {
                throw new IllegalArgumentException("the message is no EventBridge event: it has no detail");
            }
            return event;
        } catch (IOException e) {
            throw new IllegalArgumentException("the message is no EventBridge event: " + e.getMessage(), e);
        }
    }

    private void settle(JsonNode detail, Answer answer) {
        Settled settled = settle.settle(address(detail), answer);
        switch (settled) {
            // Acknowledged: what came of it stands in the record.
            case Settled.Reported reported -> {}
            case Settled.UnderWay underWay -> {}
            case Settled.Early early -> {}
            case Settled.Conflict conflict -> {}
            case Settled.Closed closed -> {}
            case Settled.Unknown unknown -> throw new IllegalArgumentException("there is no such callback");
            case Settled.Unshapeable not ->
                throw new IllegalArgumentException(not.reason().message());
            case Settled.OverBudget over ->
                throw new IllegalArgumentException(over.sizes().excess().detail());
        }
    }

    private void beat(JsonNode detail) {
        JsonNode progress = detail.get("progress");
        refuse(Heartbeat.flawOf(progress));
        HeartbeatReply reply = heartbeat.beat(address(detail), progress);
        switch (reply) {
            case HeartbeatReply.Beating beating -> {}
            case HeartbeatReply.Early early -> {}
            case HeartbeatReply.Stop stop -> {}
            case HeartbeatReply.Unknown unknown -> throw new IllegalArgumentException("there is no such callback");
            case HeartbeatReply.NotRelayed not -> throw new RejectedExecutionException(not.reason());
        }
    }

    private void register(JsonNode detail) {
        RegistrationForm form = reader.read(detail);
        validator.validate(form).stream().findFirst().ifPresent(violation -> {
            throw new IllegalArgumentException(violation.getPropertyPath() + ": " + violation.getMessage());
        });
        if (form.taskToken() == null) {
            throw new IllegalArgumentException("taskToken: is missing");
        }
        switch (register.register(form.toRegistration(TaskToken.of(form.taskToken())))) {
            case Registered.Accepted accepted -> {}
            case Registered.Superseded superseded -> {}
            case Registered.NoRoute none ->
                throw new IllegalArgumentException("there is no route " + form.service() + "." + form.operation());
            case Registered.Unshapeable not ->
                throw new IllegalArgumentException(not.reason().message());
            case Registered.OverBudget over ->
                throw new IllegalArgumentException(over.sizes().excess().detail());
            case Registered.NotDispatched not ->
                throw not.again()
                        ? new RejectedExecutionException(not.reason())
                        : new IllegalArgumentException(not.reason());
        }
    }

    private Address address(JsonNode detail) {
        String id = text(detail, "callbackId");
        return id == null ? byKey(detail) : byId(id, text(detail, "signature"));
    }

    private Address byKey(JsonNode detail) {
        String service = needed(detail, "service").asText();
        String operation = needed(detail, "operation").asText();
        if (routes.find(service, operation).isEmpty()) {
            throw new IllegalArgumentException("there is no route " + service + "." + operation);
        }
        String key = needed(detail, "correlationKey").asText();
        if (key.isBlank() || key.length() > Registration.MAX_KEY) {
            throw new IllegalArgumentException(
                    "detail.correlationKey: a correlation key has 1 to " + Registration.MAX_KEY + " characters");
        }
        return new Address.ByKey(service, operation, key);
    }

    private Address byId(String text, @Nullable String signature) {
        Optional<CallbackId> id = CallbackId.parse(text);
        if (id.isPresent()
                && signature != null
                && links.check(id.get(), signature) instanceof Links.Check.Genuine genuine) {
            return new Address.ByLink(id.get(), genuine.claim());
        }
        if (id.isPresent() && signature == null && settings.trustBus()) {
            return new Address.ById(id.get(), CallbackEvents::anyone);
        }
        throw new IllegalArgumentException(
                "callbackId needs the signature of its links (or taskgate.events.trust-bus), and this one is missing, forged or expired");
    }

    private static boolean anyone(Callback callback) {
        return true;
    }

    private static Answer failure(JsonNode detail) {
        String error = text(detail, "error");
        String cause = text(detail, "cause");
        refuse(Answer.flawOf(error));
        return new Answer.Failure(String.valueOf(error), cause);
    }

    private static void refuse(Optional<Answer.Flaw> flawed) {
        flawed.ifPresent(flaw -> {
            throw new IllegalArgumentException(flaw.field() + ": " + flaw.message());
        });
    }

    private static JsonNode needed(JsonNode detail, String name) {
        JsonNode value = detail.get(name);
        if (value == null) {
            throw new IllegalArgumentException("detail." + name + " is missing");
        }
        return value;
    }

    private static @Nullable String text(JsonNode detail, String name) {
        JsonNode value = detail.get(name);
        return value == null || !value.isTextual() ? null : value.textValue();
    }
}
