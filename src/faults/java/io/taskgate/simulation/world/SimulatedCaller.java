package io.taskgate.simulation.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.batch.BatchStartResult;
import io.taskgate.batch.request.BatchRequest;
import io.taskgate.batch.request.BatchSubmission;
import io.taskgate.batch.request.ItemBatchLimits;
import io.taskgate.batch.request.ItemFormat;
import io.taskgate.batch.request.RunnerProfile;
import io.taskgate.batch.source.SourceStore;
import io.taskgate.callback.heartbeat.HeartbeatResult;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.link.LinkSigner;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.AnswerDelivery;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.registration.RegistrationResult;
import io.taskgate.callback.settlement.SettlementResult;
import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.payload.json.JsonText;
import io.taskgate.simulation.check.ObservedAnswer;
import io.taskgate.simulation.check.ObservedTask;
import io.taskgate.simulation.check.SimulationInvariant;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Calls gateways over a simulated network: any gateway, with retries if no reply receivedAt or the answer was 503.
/// The methods wait, so they must be called on threads of [SimulatedWorld#outside()].
public final class SimulatedCaller {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);
    private static final Duration LEAST = Duration.ofMillis(20);

    private final SimulatedWorld world;

    public SimulatedCaller(SimulatedWorld world) {
        this.world = world;
    }

    /// Sends a request once.
    ///
    /// @return null if no reply receivedAt or the gateway is temporarily unavailable
    private <T> @Nullable T once(String request, Function<SimulatedGateway, T> call) {
        SimulatedScheduler scheduler = world.scheduler();
        scheduler.sleep(world.faults().between(Duration.ZERO, LEAST));
        SimulatedGateway gateway = world.anyGateway();
        try {
            T reply = gateway.host().call(request, () -> call.apply(gateway));
            scheduler.sleep(world.faults().between(Duration.ZERO, LEAST));
            if (reply instanceof RegistrationResult.NotNow
                    || reply
                            instanceof
                            HeartbeatReply(HeartbeatResult.NotNow reason, long receivedAt, SimulatedHost by)) {
                world.log().add("caller", request + " at " + gateway.host().name() + ": unavailable");
                return null;
            }
            if (world.faults().occurs(SimulatedFault.HTTP_REPLY_LOST)) {
                world.log().add("caller", request + " at " + gateway.host().name() + ": the reply was lost");
                return null;
            }
            world.log().add("caller", request + " at " + gateway.host().name() + ": " + brief(reply));
            return reply;
        } catch (SimulatedHost.ConnectionLostException
                | Ledger.LedgerUnavailableException
                | PayloadStore.StoreUnavailableException
                | UncheckedIOException e) {
            world.log().add("caller", request + " at " + gateway.host().name() + ": " + e.getMessage());
            return null;
        }
    }

    private static String brief(Object reply) {
        return switch (reply) {
            case RegistrationResult.Accepted(var callback, var _) -> "Accepted generation " + callback.generation();
            case RegistrationResult.Superseded _ -> "Superseded";
            case SettlementResult.Reported(var callback) -> "Reported generation " + callback.generation();
            case SettlementResult.UnderWay(var callback) -> "UnderWay generation " + callback.generation();
            case HeartbeatReply(HeartbeatResult beat, long receivedAt, SimulatedHost by) ->
                beat.getClass().getSimpleName();
            default -> reply.getClass().getSimpleName();
        };
    }

    private <T> Optional<T> untilAnswered(String request, Function<SimulatedGateway, T> call) {
        long end = world.scheduler().now() + PATIENCE.toNanos();
        while (world.scheduler().now() < end) {
            T reply = once(request, call);
            if (reply != null) {
                return Optional.of(reply);
            }
            world.scheduler().sleep(world.faults().between(LEAST, LONGEST_PAUSE));
        }
        return Optional.empty();
    }

    /// Sends a registration once, as a task of a state machine does.
    boolean register(ObservedTask task, Registration registration) {
        RegistrationResult reply =
                once("register " + task.task().token() + " " + task.key(), it -> it.register.register(registration));
        return reply != null && took(task, reply);
    }

    /// Requests a batch once.
    ///
    /// @return whether its token was accepted
    boolean scatter(ObservedTask task, Registration waiting, SimulatedBatch batch) {
        BatchSubmission submission = new BatchSubmission(
                SimulatedGateway.TENANT,
                new BatchRequest(
                        "simulation",
                        batch.runner().arn(),
                        new ItemBatchLimits(3, 200_000),
                        true,
                        4,
                        batch.depth(),
                        0,
                        null,
                        ItemFormat.JSON,
                        RunnerProfile.DEFAULT,
                        false,
                        true),
                batch.source(),
                SourceStore.ANY_OWNER,
                waiting,
                waiting.executionArn(),
                null);
        BatchStartResult reply =
                once("batch " + task.task().token() + " " + task.key(), it -> it.batches.start(submission));
        return switch (reply) {
            case BatchStartResult.Accepted _ -> {
                task.registered(world.scheduler().now());
                yield true;
            }
            case BatchStartResult.NotRegistered(RegistrationResult why) -> took(task, why);
            case BatchStartResult.Planned _,
                    BatchStartResult.Rejected _,
                    BatchStartResult.InvalidSource _,
                    BatchStartResult.NoSuchParent _ -> {
                world.violated(SimulationInvariant.REFUSED, task.key(), "batch: " + reply);
                yield true;
            }
            case null -> false;
        };
    }

    /// Registers by an event, which is redelivered until a gateway accepts it.
    public boolean registerByEvent(ObservedTask task, Registration registration) {
        return untilAnswered(
                        "register " + task.task().token() + " " + task.key(), it -> it.register.register(registration))
                .filter(reply -> took(task, reply))
                .isPresent();
    }

    private boolean took(ObservedTask task, RegistrationResult reply) {
        switch (reply) {
            case RegistrationResult.Accepted _ ->
                task.registered(world.scheduler().now());
            case RegistrationResult.Superseded _ -> {}
            case RegistrationResult.NotDispatched _, RegistrationResult.NotNow _ -> {
                return false;
            }
            case RegistrationResult.NotOwner _,
                    RegistrationResult.NoRoute _,
                    RegistrationResult.Unshapeable _,
                    RegistrationResult.OverBudget _ ->
                world.violated(
                        SimulationInvariant.REFUSED,
                        task.key(),
                        "registration: " + reply.getClass().getSimpleName());
        }
        return true;
    }

    /// Sends an answer until a gateway has responded.
    ///
    /// @param delivery the delivery of the event or request; the same for each of its copies
    public Optional<SettlementResult> answer(
            String work,
            String key,
            Function<SimulatedGateway, CallbackAddress> to,
            String result,
            AnswerDelivery delivery) {
        long sent = world.scheduler().now();
        Answer answer = new Answer.Success(JsonText.of(result(result)));
        Optional<SettlementResult> settled = untilAnswered(
                "answer " + key + " " + result, gateway -> gateway.settle.settle(to.apply(gateway), answer, delivery));
        settled.ifPresent(it -> {
            if (it instanceof SettlementResult.Reported
                    || it instanceof SettlementResult.UnderWay
                    || it instanceof SettlementResult.Early) {
                world.observe(new ObservedAnswer(
                        work,
                        key,
                        result(result).toString(),
                        sent,
                        it.getClass().getSimpleName()));
            }
        });
        return settled;
    }

    public static JsonNode result(String text) {
        return JsonNodeFactory.instance.objectNode().put("answer", text);
    }

    private record HeartbeatReply(HeartbeatResult reply, long receivedAt, SimulatedHost by) {}

    /// Sends a heartbeat until a gateway has answered.
    ///
    /// @return whether the worker may continue
    public boolean beat(ObservedTask task, Function<SimulatedGateway, CallbackAddress> to) {
        Optional<HeartbeatReply> beat = untilAnswered("heartbeat " + task.key(), gateway -> {
            long receivedAt = world.scheduler().now();
            HeartbeatResult reply = gateway.heartbeat.record(to.apply(gateway), null);
            return new HeartbeatReply(reply, receivedAt, gateway.host());
        });
        return switch (beat.map(HeartbeatReply::reply).orElse(null)) {
            case HeartbeatResult.Accepted _ -> {
                task.signed(beat.get().receivedAt(), beat.get().by());
                yield true;
            }
            case HeartbeatResult.NotRelayed _, HeartbeatResult.NotNow _ -> true;
            case HeartbeatResult.Early _, HeartbeatResult.TaskClosed _, HeartbeatResult.Unknown _ -> false;
            case null -> true;
        };
    }

    public static Function<SimulatedGateway, CallbackAddress> byKey(String operation, String key) {
        return _ -> new CallbackAddress.ByKey(
                SimulatedGateway.TENANT, SimulatedRoutes.serviceOf(operation), operation, key);
    }

    /// Returns the address of a request's link, which the gateway verifies.
    public static Function<SimulatedGateway, CallbackAddress> byLink(JsonNode request) {
        CallbackId id = CallbackId.parse(request.path("callbackId").asText()).orElseThrow();
        String signature = signature(request);
        return gateway -> switch (gateway.links.verify(id, signature)) {
            case LinkSigner.Verification.Valid(var claim) -> new CallbackAddress.ByLink(id, claim);
            case LinkSigner.Verification.Expired _, LinkSigner.Verification.Invalid _ ->
                throw new IllegalStateException("The gateway rejects its own link.");
        };
    }

    public static String signature(JsonNode request) {
        String link = request.path("links").path("success").asText();
        return link.substring(link.indexOf("signature=") + "signature=".length());
    }

    /// Waits for the request of a piece of work.
    public Optional<JsonNode> awaitRequest(String key, String work, Duration atMost) {
        return awaitRequest(key, work, "", atMost);
    }

    /// Waits for a request with another ID: the work must be repeated.
    ///
    /// @param known the ID of the first request
    Optional<JsonNode> awaitRequest(String key, String work, String known, Duration atMost) {
        long end = world.scheduler().now() + atMost.toNanos();
        world.scheduler()
                .await(
                        world.services().arrived(key),
                        () -> request(key, work, known).isPresent(),
                        end);
        return request(key, work, known);
    }

    private Optional<JsonNode> request(String key, String work, String known) {
        return world.services().requests(key).stream()
                .filter(request ->
                        request.path("input").toString().equals(request(work).toString()))
                .filter(request -> !request.path("requestId").asText().equals(known))
                .findFirst();
    }

    /// Returns the input of a piece of work.
    static JsonNode request(String work) {
        return result("request of " + work);
    }

    /// Waits until a task has ended in Step Functions.
    public boolean awaitEnd(ObservedTask task, Duration atMost) {
        long end = world.scheduler().now() + atMost.toNanos();
        return world.scheduler().await(task.task().ended(), () -> !task.task().isOpen(), end);
    }
}
