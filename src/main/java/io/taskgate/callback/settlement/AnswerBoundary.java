package io.taskgate.callback.settlement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.link.LinkSigner;
import io.taskgate.callback.model.Adjustment;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackErrors;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.callback.model.ReportedFailure;
import io.taskgate.payload.boundary.Boundary;
import io.taskgate.payload.boundary.BoundaryResult;
import io.taskgate.payload.boundary.Budget;
import io.taskgate.payload.boundary.SizeViolation;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.claimcheck.PayloadOwner;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.payload.claimcheck.RepeatableContent;
import io.taskgate.payload.claimcheck.VerifyingInputStream;
import io.taskgate.payload.json.JsonText;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Where a worker's answer becomes an outcome: results are shaped and held to their budget, failures fitted to
/// Step Functions' limits, and whatever is changed is noted. Safe for many threads.
public final class AnswerBoundary {

    private static final Logger LOG = Logger.getLogger(AnswerBoundary.class);
    private static final String RESULT = "result";

    private final RouteRegistry routes;
    private final PayloadStoreProvider stores;
    private final Clock clock;

    public AnswerBoundary(RouteRegistry routes, PayloadStoreProvider stores, Clock clock) {
        this.routes = routes;
        this.stores = stores;
        this.clock = clock;
    }

    /// An answer as it was given.
    ///
    /// @param operationId names this attempt, so that a write whose reply was lost is known again as ours
    record Given(CallbackId id, Answer answer, String digest, String operationId) {}

    /// An answer behind the boundary.
    sealed interface Crossed {
        record Ready(Outcome outcome) implements Crossed {}

        record Not(SettlementResult why) implements Crossed {}
    }

    /// Whether an answer can't cross without its record: the result's shape reads the context object, its room
    /// depends on the input, or it is to be checked in as it came, for the record's tenant.
    boolean needsRecord(String service, String operation, Answer answer) {
        return answer instanceof Answer.Success(JsonText json)
                && boundary(service, operation)
                        .filter(result -> result.readsContext()
                                || result.budget().asksForInput()
                                || result.checksInAsItIs(json.size()))
                        .isPresent();
    }

    private Optional<Boundary> boundary(String service, String operation) {
        return routes.find(service, operation).map(Route::result);
    }

    /// An answer to a task that waits, or waited.
    Crossed cross(Given given, Callback standing) {
        return cross(given, standing.service(), standing.operation(), standing, stores.of(standing.payloadOwner()));
    }

    /// An answer to which no record is there yet.
    Crossed early(Given given, CallbackAddress.ByKey key) {
        PayloadOwner owner = PayloadOwner.ofService(key.tenant(), key.service());
        return cross(given, key.service(), key.operation(), null, stores.of(owner));
    }

    /// An answer by link, without its record. A link does not say whose tenant's payloads a result is checked
    /// in to.
    ///
    /// @return empty where the record is needed: the result has to be checked in, or does not cross
    Optional<Outcome> unseen(Given given, LinkSigner.Claim claim) {
        try {
            return cross(given, claim.service(), claim.operation(), null, new Nobodys()) instanceof Crossed.Ready ready
                    ? Optional.of(ready.outcome())
                    : Optional.empty();
        } catch (OwnerUnknownException e) {
            return Optional.empty();
        }
    }

    private static final class OwnerUnknownException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private record Nobodys() implements PayloadStore {
        @Override
        public PayloadReference checkIn(RepeatableContent content, String contentType, JsonNode summary) {
            throw new OwnerUnknownException();
        }

        @Override
        public VerifyingInputStream open(PayloadReference reference) {
            throw new OwnerUnknownException();
        }
    }

    private Crossed cross(
            Given given, String service, String operation, @Nullable Callback standing, PayloadStore store) {
        return switch (given.answer()) {
            case Answer.Failure failure -> {
                ReportedFailure told = ReportedFailure.of(failure);
                yield new Crossed.Ready(failed(given, told.error(), told.cause(), told.changes()));
            }
            case Answer.Success(JsonText result) -> {
                // The route may have gone from the configuration since: its work is still worth finishing.
                Boundary boundary = boundary(service, operation).orElse(Boundary.DEFAULT);
                long around = around(boundary.budget(), standing);
                yield crossed(given, boundary.cross(result, context(standing), around, store));
            }
        };
    }

    private Crossed crossed(Given given, BoundaryResult crossing) {
        return switch (crossing) {
            case BoundaryResult.Unshapeable unshapeable ->
                new Crossed.Not(new SettlementResult.Unshapeable(unshapeable));
            case BoundaryResult.Refused refused -> new Crossed.Not(new SettlementResult.OverBudget(refused));
            case BoundaryResult.Failed(SizeViolation excess) ->
                new Crossed.Ready(failed(given, CallbackErrors.PAYLOAD_TOO_LARGE, excess.detail(), tooLarge(excess)));
            case BoundaryResult.Passed passed -> {
                List<Adjustment> changes = changes(passed);
                if (!changes.isEmpty()) {
                    LOG.infof("%s: %s", given.id(), Adjustment.text(changes));
                }
                yield new Crossed.Ready(
                        Outcome.success(passed.payload(), given.digest(), given.operationId(), clock.instant())
                                .changed(changes));
            }
        };
    }

    private Outcome failed(Given given, String error, @Nullable String cause, List<Adjustment> changes) {
        return Outcome.failure(error, cause, given.digest(), given.operationId(), clock.instant())
                .changed(changes);
    }

    /// Holds an answer that was here before its registration to the room that this registration leaves it.
    /// Nobody can be told to send less any more, so what does not fit and may not be checked in fails the task.
    ///
    /// @param standing the record that has the answer
    /// @param around   what the state will weigh around a result; null where the route does not ask
    public Outcome carried(Outcome answer, Callback standing, Route route, @Nullable Long around) {
        Payload result = answer.result();
        if (around == null || result == null) {
            return answer;
        }
        if (route.result().budget().excess(result.travellingBytes(), around).isEmpty()) {
            return answer;
        }
        Payload travelling = result instanceof Payload.Parked parked
                ? new Payload.Inline(parked.travelling(stores.of(standing.id().parking())))
                : result;
        PayloadStore store = stores.of(standing.payloadOwner());
        return switch (route.result().again(travelling, context(null), around, store)) {
            case BoundaryResult.Passed passed ->
                answer.withResult(passed.payload()).changed(and(answer.changes(), changes(passed)));
            case BoundaryResult.Refused(SizeViolation excess) -> tooLarge(answer, excess);
            case BoundaryResult.Failed(SizeViolation excess) -> tooLarge(answer, excess);
            case BoundaryResult.Unshapeable _ -> answer;
        };
    }

    private static Outcome tooLarge(Outcome answer, SizeViolation excess) {
        return Outcome.failure(
                        CallbackErrors.PAYLOAD_TOO_LARGE,
                        excess.detail(),
                        answer.digest(),
                        answer.operationId(),
                        answer.at())
                .changed(and(answer.changes(), tooLarge(excess)));
    }

    private static List<Adjustment> and(List<Adjustment> before, List<Adjustment> after) {
        List<Adjustment> all = new ArrayList<>(before);
        all.addAll(after);
        return List.copyOf(all);
    }

    private static List<Adjustment> tooLarge(SizeViolation excess) {
        return List.of(new Adjustment(RESULT, Adjustment.Kind.TOO_LARGE, excess.bytes(), 0));
    }

    /// What a boundary changed of a result.
    static List<Adjustment> changes(BoundaryResult.Passed passed) {
        boolean checkedIn = passed.payload() instanceof Payload.CheckedIn;
        Adjustment.Kind kind = checkedIn ? Adjustment.Kind.CHECKED_IN : Adjustment.Kind.TRIMMED;
        return !checkedIn && passed.bytesIn() == passed.bytesOut()
                ? List.of()
                : List.of(new Adjustment(RESULT, kind, passed.bytesIn(), passed.bytesOut()));
    }

    /// Of an early answer it is not known yet: [#carried] looks again.
    private static long around(Budget budget, @Nullable Callback standing) {
        RegisteredTask task = standing == null ? null : standing.task();
        if (task == null || !budget.asksForInput()) {
            return 0;
        }
        // A registration from before the route asked has noted the input's size only.
        Long noted = task.around();
        return noted == null ? budget.aroundAtMost(task.request().bytesIn()) : noted;
    }

    /// The context object (`$$`) that a result's shape may read.
    private static JsonNode context(@Nullable Callback standing) {
        ObjectNode context = JsonNodeFactory.instance.objectNode();
        ObjectNode execution = context.putObject("Execution");
        ObjectNode state = context.putObject("State");
        if (standing != null && standing.task() != null) {
            execution.put("Id", standing.task().executionArn());
            state.put("Name", standing.task().stateName());
        }
        return context;
    }
}
