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

/// Events in taskgate's own words, from any source. Safe for many threads.
@Singleton
final class TaskgateEventHandler {

    private static final String OPEN_IT = " only: name events under its webhook.also-answered-by to open it";

    private final SettlementService settle;
    private final HeartbeatService heartbeat;
    private final RegistrationEventHandler requested;
    private final LinkSigner links;
    private final RouteRegistry routes;
    private final RunnerCallbackService runners;

    TaskgateEventHandler(
            SettlementService settle,
            HeartbeatService heartbeat,
            RegistrationEventHandler requested,
            LinkSigner links,
            RouteRegistry routes,
            RunnerCallbackService runners) {
        this.settle = settle;
        this.heartbeat = heartbeat;
        this.requested = requested;
        this.links = links;
        this.routes = routes;
        this.runners = runners;
    }

    /// @throws InvalidEventException when its detail is wrong
    EventResult take(InboundEvent envelope, EventPrincipal caller) {
        JsonNode detail = envelope.detail();
        return switch (envelope.detailType()) {
            case "Callback Succeeded" ->
                settle(envelope, new Answer.Success(JsonText.of(needed(detail, "result"))), caller);
            case "Callback Failed" -> settle(envelope, failure(detail), caller);
            case "Callback Heartbeat" -> beat(detail, caller);
            case "Callback Requested" -> requested.take(detail, caller);
            default -> throw new InvalidEventException("detail-type", "is none of taskgate's");
        };
    }

    private EventResult settle(InboundEvent envelope, Answer answer, EventPrincipal caller) {
        JsonNode detail = envelope.detail();
        if (detail.has("batchId")) {
            return ofRunner(detail, answer);
        }
        EventResult refused = refused(detail, caller);
        return refused == null
                ? EventResults.of(settle.settle(address(detail, caller), answer, envelope.delivery(caller)))
                : refused;
    }

    /// A batch's runner tells its end by the signature that it got.
    private EventResult ofRunner(JsonNode detail, Answer answer) {
        Optional<BatchId> batch = BatchId.parse(needed(detail, "batchId").asText());
        JsonNode index = needed(detail, "index");
        String signature = needed(detail, "signature").asText();
        if (batch.isEmpty() || !index.canConvertToLong()) {
            throw new InvalidEventException("detail.batchId", "pass $.taskgate.batchId and $.taskgate.index on");
        }
        return switch (runners.settle(batch.get(), index.asLong(), signature, answer)) {
            case RunnerCallbackResult.Counted _ -> new EventResult.Done(EventResult.Result.COMMITTED, null);
            case RunnerCallbackResult.Conflict _ -> new EventResult.Done(EventResult.Result.CONFLICT, null);
            case RunnerCallbackResult.Closed _ -> new EventResult.Done(EventResult.Result.CLOSED, null);
            case RunnerCallbackResult.Expired _, RunnerCallbackResult.Unknown _ ->
                throw new InvalidEventException(
                        "detail.signature", "is forged or expired, or of another runner: pass $.taskgate.signature on");
        };
    }

    private EventResult beat(JsonNode detail, EventPrincipal caller) {
        JsonNode progress = detail.get("progress");
        refuse(HeartbeatService.flawOf(progress));
        EventResult refused = refused(detail, caller);
        return refused == null ? EventResults.of(heartbeat.accept(address(detail, caller), progress)) : refused;
    }

    /// A link is its own credential, and what is found by id is judged by what it turns out to be. The grant
    /// comes before the look-up, so that a caller without one learns nothing of which routes there are.
    private @Nullable EventResult refused(JsonNode detail, EventPrincipal caller) {
        if (InboundEvent.text(detail, "callbackId") != null) {
            return null;
        }
        String service = needed(detail, "service").asText();
        String operation = needed(detail, "operation").asText();
        String name = InboundEvent.brief(service + "." + operation);
        if (!caller.mayAnswer(service, operation)) {
            return new EventResult.Refused(
                    EventResult.Why.FORBIDDEN,
                    "detail",
                    name + " is not covered by the grant of " + caller.principal());
        }
        if (routes.find(service, operation).isEmpty()) {
            return new EventResult.Refused(EventResult.Why.UNKNOWN_ROUTE, "detail.operation", "there is no route " + name);
        }
        return routes.isAnsweredBy(service, operation, AnswerChannel.EVENTS)
                ? null
                : new EventResult.Refused(
                        EventResult.Why.FORBIDDEN, "detail", name + " is answered by its webhook" + OPEN_IT);
    }

    private CallbackAddress address(JsonNode detail, EventPrincipal caller) {
        String id = InboundEvent.text(detail, "callbackId");
        return id == null ? byKey(detail, caller) : byId(id, InboundEvent.text(detail, "signature"), caller);
    }

    private CallbackAddress byKey(JsonNode detail, EventPrincipal caller) {
        String service = needed(detail, "service").asText();
        String operation = needed(detail, "operation").asText();
        String key = needed(detail, "correlationKey").asText();
        CorrelationKeyRule.problem(key).ifPresent(problem -> {
            throw new InvalidEventException("detail.correlationKey", problem);
        });
        return new CallbackAddress.ByKey(caller.tenant(), service, operation, key);
    }

    private CallbackAddress byId(String text, @Nullable String signature, EventPrincipal caller) {
        Optional<CallbackId> id = CallbackId.parse(text);
        if (id.isPresent()
                && signature != null
                && links.check(id.get(), signature) instanceof LinkSigner.Check.Genuine genuine) {
            LinkSigner.Claim claim = genuine.claim();
            return routes.isAnsweredBy(claim.service(), claim.operation(), AnswerChannel.EVENTS)
                    ? new CallbackAddress.ByLink(id.get(), claim)
                    : new CallbackAddress.ById(id.get(), callback -> false);
        }
        if (id.isPresent() && signature == null && caller.mayAnswerUnsigned()) {
            return new CallbackAddress.ById(
                    id.get(),
                    callback -> callback.tenant().equals(caller.tenant())
                            && caller.mayAnswer(callback.service(), callback.operation())
                            && routes.isAnsweredBy(callback.service(), callback.operation(), AnswerChannel.EVENTS));
        }
        throw new InvalidEventException(
                "detail.callbackId",
                "needs the signature of its links (or unsigned-answers of its source under taskgate.events.sources), and "
                        + "this one is missing, forged or expired");
    }

    private static Answer failure(JsonNode detail) {
        String error = InboundEvent.text(detail, "error");
        refuse(Answer.flawOf(error));
        return new Answer.Failure(String.valueOf(error), InboundEvent.text(detail, "cause"));
    }

    private static void refuse(Optional<Answer.Flaw> flawed) {
        flawed.ifPresent(flaw -> {
            throw new InvalidEventException("detail." + flaw.field(), flaw.message());
        });
    }

    private static JsonNode needed(JsonNode detail, String name) {
        JsonNode value = detail.get(name);
        if (value == null) {
            throw new InvalidEventException("detail." + name, "is missing");
        }
        return value;
    }
}
