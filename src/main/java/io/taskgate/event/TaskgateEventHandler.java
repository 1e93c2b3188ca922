package io.taskgate.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.runner.RunnerCallbackResult;
import io.taskgate.batch.runner.RunnerCallbackService;
import io.taskgate.callback.heartbeat.HeartbeatService;
import io.taskgate.callback.identity.CorrelationKeyRule;
import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.link.LinkSigner;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.settlement.SettlementService;
import io.taskgate.event.format.EventPrincipal;
import io.taskgate.event.format.InboundEvent;
import io.taskgate.event.format.InvalidEventException;
import io.taskgate.payload.json.JsonText;
import io.taskgate.route.AnswerChannel;
import io.taskgate.route.RouteRegistry;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Handles the events of taskgate, from any source. Thread-safe.
@Singleton
final class TaskgateEventHandler {

    private static final String OPEN_IT = ". Add events to its webhook.also-answered-by to allow it.";

    private final SettlementService settlements;
    private final HeartbeatService heartbeat;
    private final RegistrationEventHandler requested;
    private final LinkSigner links;
    private final RouteRegistry routes;
    private final RunnerCallbackService runners;

    TaskgateEventHandler(
            SettlementService settlements,
            HeartbeatService heartbeat,
            RegistrationEventHandler requested,
            LinkSigner links,
            RouteRegistry routes,
            RunnerCallbackService runners) {
        this.settlements = settlements;
        this.heartbeat = heartbeat;
        this.requested = requested;
        this.links = links;
        this.routes = routes;
        this.runners = runners;
    }

    /// @throws InvalidEventException if the detail is invalid
    EventResult handle(InboundEvent envelope, EventPrincipal caller) {
        JsonNode detail = envelope.detail();
        return switch (envelope.detailType()) {
            case "Callback Succeeded" ->
                settle(envelope, new Answer.Success(JsonText.of(required(detail, "result"))), caller);
            case "Callback Failed" -> settle(envelope, failure(detail), caller);
            case "Callback Heartbeat" -> heartbeat(detail, caller);
            case "Callback Requested" -> requested.handle(detail, caller);
            default -> throw new InvalidEventException("detail-type", "Not an event type of taskgate.");
        };
    }

    private EventResult settle(InboundEvent envelope, Answer answer, EventPrincipal caller) {
        JsonNode detail = envelope.detail();
        if (detail.has("batchId")) {
            return ofRunner(detail, answer);
        }
        EventResult refused = refused(detail, caller);
        return refused == null
                ? EventResults.of(settlements.settle(address(detail, caller), answer, envelope.delivery(caller)))
                : refused;
    }

    /// Handles the completion of a batch runner, which is authenticated by the signature that the runner
    /// received.
    private EventResult ofRunner(JsonNode detail, Answer answer) {
        Optional<BatchId> batch = BatchId.parse(required(detail, "batchId").asText());
        JsonNode index = required(detail, "index");
        String signature = required(detail, "signature").asText();
        if (batch.isEmpty() || !index.canConvertToLong()) {
            throw new InvalidEventException(
                    "detail.batchId", "Required. Pass $.taskgate.batchId and $.taskgate.index.");
        }
        return switch (runners.settle(batch.get(), index.asLong(), signature, answer)) {
            case RunnerCallbackResult.Counted _ -> new EventResult.Handled(EventResult.Result.COMMITTED, null);
            case RunnerCallbackResult.Conflict _ -> new EventResult.Handled(EventResult.Result.CONFLICT, null);
            case RunnerCallbackResult.Closed _ -> new EventResult.Handled(EventResult.Result.CLOSED, null);
            case RunnerCallbackResult.Expired _, RunnerCallbackResult.Unknown _ ->
                throw new InvalidEventException(
                        "detail.signature",
                        "The signature is invalid, expired, or of another runner. Pass $.taskgate.signature.");
        };
    }

    private EventResult heartbeat(JsonNode detail, EventPrincipal caller) {
        JsonNode progress = detail.get("progress");
        reject(HeartbeatService.validate(progress));
        EventResult refused = refused(detail, caller);
        return refused == null ? EventResults.of(heartbeat.accept(address(detail, caller), progress)) : refused;
    }

    /// A link is its own credential, and a callback that is found by ID is checked by its route. The grant is
    /// checked before the lookup, so that a caller without a grant can't detect routes.
    private @Nullable EventResult refused(JsonNode detail, EventPrincipal caller) {
        if (InboundEvent.text(detail, "callbackId") != null) {
            return null;
        }
        String service = required(detail, "service").asText();
        String operation = required(detail, "operation").asText();
        String name = InboundEvent.brief(service + "." + operation);
        if (!caller.mayAnswer(service, operation)) {
            return new EventResult.Rejected(
                    EventResult.RejectionReason.FORBIDDEN,
                    "detail",
                    "The grant of " + caller.principal() + " does not cover " + name + ".");
        }
        if (routes.find(service, operation).isEmpty()) {
            return new EventResult.Rejected(
                    EventResult.RejectionReason.UNKNOWN_ROUTE, "detail.operation", "Unknown route " + name + ".");
        }
        return routes.allows(service, operation, AnswerChannel.EVENTS)
                ? null
                : new EventResult.Rejected(
                        EventResult.RejectionReason.FORBIDDEN,
                        "detail",
                        name + " can only be answered by its webhook" + OPEN_IT);
    }

    private CallbackAddress address(JsonNode detail, EventPrincipal caller) {
        String id = InboundEvent.text(detail, "callbackId");
        return id == null ? byKey(detail, caller) : byId(id, InboundEvent.text(detail, "signature"), caller);
    }

    private CallbackAddress byKey(JsonNode detail, EventPrincipal caller) {
        String service = required(detail, "service").asText();
        String operation = required(detail, "operation").asText();
        String key = required(detail, "correlationKey").asText();
        CorrelationKeyRule.problem(key).ifPresent(problem -> {
            throw new InvalidEventException("detail.correlationKey", problem);
        });
        return new CallbackAddress.ByKey(caller.tenant(), service, operation, key);
    }

    private CallbackAddress byId(String text, @Nullable String signature, EventPrincipal caller) {
        Optional<CallbackId> id = CallbackId.parse(text);
        if (id.isPresent()
                && signature != null
                && links.verify(id.get(), signature) instanceof LinkSigner.Verification.Valid genuine) {
            LinkSigner.Claim claim = genuine.claim();
            return routes.allows(claim.service(), claim.operation(), AnswerChannel.EVENTS)
                    ? new CallbackAddress.ByLink(id.get(), claim)
                    : new CallbackAddress.ById(id.get(), callback -> false);
        }
        if (id.isPresent() && signature == null && caller.mayAnswerUnsigned()) {
            return new CallbackAddress.ById(
                    id.get(),
                    callback -> callback.tenant().equals(caller.tenant())
                            && caller.mayAnswer(callback.service(), callback.operation())
                            && routes.allows(callback.service(), callback.operation(), AnswerChannel.EVENTS));
        }
        throw new InvalidEventException(
                "detail.callbackId",
                "The event needs the signature of its links (or unsigned-answers of its source under"
                        + " taskgate.events.sources). The signature is missing, invalid or expired.");
    }

    private static Answer failure(JsonNode detail) {
        String error = InboundEvent.text(detail, "error");
        reject(Answer.flawOf(error));
        return new Answer.Failure(String.valueOf(error), InboundEvent.text(detail, "cause"));
    }

    private static void reject(Optional<Answer.Flaw> flawed) {
        flawed.ifPresent(flaw -> {
            throw new InvalidEventException("detail." + flaw.field(), flaw.message());
        });
    }

    private static JsonNode required(JsonNode detail, String name) {
        JsonNode value = detail.get(name);
        if (value == null) {
            throw new InvalidEventException("detail." + name, "Required.");
        }
        return value;
    }
}
