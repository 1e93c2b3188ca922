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
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Turns a worker's answer into an outcome: shapes a result and holds it to its budget, fits a failure to the
/// limits of Step Functions, and lists each change. Thread-safe.
@Singleton
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

    /// An answer behind its boundary.
    sealed interface Result {
        record Accepted(Outcome outcome) implements Result {}

        record Rejected(SettlementResult reason) implements Result {}
    }

    /// Returns whether the boundary needs the record: the result's shape reads the context object, its budget
    /// depends on the input, or it is checked in unchanged, for the record's tenant.
    boolean needsRecord(String service, String operation, Answer answer) {
        return answer instanceof Answer.Success(JsonText json)
                && boundary(service, operation)
                        .filter(result -> result.readsContext()
                                || result.budget().dependsOnInput()
                                || result.checksInAsItIs(json.size()))
                        .isPresent();
    }

    private Optional<Boundary> boundary(String service, String operation) {
        return routes.find(service, operation).map(Route::result);
    }

    /// Applies the boundary to an answer whose record is known.
    Result apply(AnswerAttempt attempt, Callback callback) {
        return apply(attempt, callback.service(), callback.operation(), callback, stores.of(callback.payloadOwner()));
    }

    /// Applies the boundary to an answer that has no record yet.
    Result applyEarly(AnswerAttempt attempt, CallbackAddress.ByKey key) {
        PayloadOwner owner = PayloadOwner.ofService(key.tenant(), key.service());
        return apply(attempt, key.service(), key.operation(), null, stores.of(owner));
    }

    /// Applies the boundary to an answer by link, without its record. A link does not name the tenant that a
    /// result is checked in for.
    ///
    /// @return empty if the record is needed: the result has to be checked in, or is rejected
    Optional<Outcome> applyWithoutRecord(AnswerAttempt attempt, LinkSigner.Claim claim) {
        try {
            return apply(attempt, claim.service(), claim.operation(), null, new UnknownOwnerStore())
                            instanceof Result.Accepted ready
                    ? Optional.of(ready.outcome())
                    : Optional.empty();
        } catch (OwnerUnknownException e) {
            return Optional.empty();
        }
    }

    private static final class OwnerUnknownException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private record UnknownOwnerStore() implements PayloadStore {
        @Override
        public PayloadReference checkIn(RepeatableContent content, String contentType, JsonNode summary) {
            throw new OwnerUnknownException();
        }

        @Override
        public VerifyingInputStream open(PayloadReference reference) {
            throw new OwnerUnknownException();
        }
    }

    private Result apply(
            AnswerAttempt attempt, String service, String operation, @Nullable Callback callback, PayloadStore store) {
        return switch (attempt.answer()) {
            case Answer.Failure failure -> {
                ReportedFailure reported = ReportedFailure.of(failure);
                yield new Result.Accepted(failure(attempt, reported.error(), reported.cause(), reported.changes()));
            }
            case Answer.Success(JsonText result) -> {
                // The route may have been removed from the configuration: its tasks are still settled.
                Boundary boundary = boundary(service, operation).orElse(Boundary.DEFAULT);
                long mergedSize = mergedSize(boundary.budget(), callback);
                yield toResult(attempt, boundary.apply(result, context(callback), mergedSize, store));
            }
        };
    }

    private Result toResult(AnswerAttempt attempt, BoundaryResult result) {
        return switch (result) {
            case BoundaryResult.Unshapeable unshapeable ->
                new Result.Rejected(new SettlementResult.Unshapeable(unshapeable));
            case BoundaryResult.Refused conflict -> new Result.Rejected(new SettlementResult.OverBudget(conflict));
            case BoundaryResult.Failed(SizeViolation violation) ->
                new Result.Accepted(
                        failure(attempt, CallbackErrors.PAYLOAD_TOO_LARGE, violation.detail(), tooLarge(violation)));
            case BoundaryResult.Passed passed -> {
                List<Adjustment> changes = changes(passed);
                if (!changes.isEmpty()) {
                    LOG.infof(
                            "Answer was changed by its boundary: callbackId=%s changes=%s",
                            attempt.id(), Adjustment.text(changes));
                }
                yield new Result.Accepted(
                        Outcome.success(passed.payload(), attempt.digest(), attempt.operationId(), clock.instant())
                                .changed(changes));
            }
        };
    }

    private Outcome failure(AnswerAttempt attempt, String error, @Nullable String cause, List<Adjustment> changes) {
        return Outcome.failure(error, cause, attempt.digest(), attempt.operationId(), clock.instant())
                .changed(changes);
    }

    /// Applies the budget again to an answer that came before its registration, which may leave less room. Its
    /// sender can't be asked for a smaller one, so a result that is too large and may not be checked in fails
    /// the task.
    ///
    /// @param callback the record that has the answer
    /// @param mergedSize   the bytes of the state's output around a result; null if the route's budget does not
    /// depend
    ///                 on them
    public Outcome recheck(Outcome answer, Callback callback, Route route, @Nullable Long mergedSize) {
        Payload result = answer.result();
        if (mergedSize == null || result == null) {
            return answer;
        }
        if (route.result().budget().excess(result.wireSize(), mergedSize).isEmpty()) {
            return answer;
        }
        Payload travelling = result instanceof Payload.Parked parked
                ? new Payload.Inline(parked.resolve(stores.of(callback.id().storedPayloadOwner())))
                : result;
        PayloadStore store = stores.of(callback.payloadOwner());
        return switch (route.result().recheck(travelling, context(null), mergedSize, store)) {
            case BoundaryResult.Passed passed ->
                answer.withResult(passed.payload()).changed(concat(answer.changes(), changes(passed)));
            case BoundaryResult.Refused(SizeViolation violation) -> tooLarge(answer, violation);
            case BoundaryResult.Failed(SizeViolation violation) -> tooLarge(answer, violation);
            case BoundaryResult.Unshapeable _ -> answer;
        };
    }

    private static Outcome tooLarge(Outcome answer, SizeViolation violation) {
        return Outcome.failure(
                        CallbackErrors.PAYLOAD_TOO_LARGE,
                        violation.detail(),
                        answer.digest(),
                        answer.operationId(),
                        answer.at())
                .changed(concat(answer.changes(), tooLarge(violation)));
    }

    private static List<Adjustment> concat(List<Adjustment> before, List<Adjustment> after) {
        List<Adjustment> all = new ArrayList<>(before);
        all.addAll(after);
        return List.copyOf(all);
    }

    private static List<Adjustment> tooLarge(SizeViolation violation) {
        return List.of(new Adjustment(RESULT, Adjustment.Kind.TOO_LARGE, violation.bytes(), 0));
    }

    /// The changes that a boundary made to a result.
    static List<Adjustment> changes(BoundaryResult.Passed passed) {
        boolean checkedIn = passed.payload() instanceof Payload.CheckedIn;
        Adjustment.Kind kind = checkedIn ? Adjustment.Kind.CHECKED_IN : Adjustment.Kind.TRIMMED;
        return !checkedIn && passed.bytesIn() == passed.bytesOut()
                ? List.of()
                : List.of(new Adjustment(RESULT, kind, passed.bytesIn(), passed.bytesOut()));
    }

    /// 0 for an early answer, whose input is not known yet: [#recheck] applies the budget again.
    private static long mergedSize(Budget budget, @Nullable Callback callback) {
        RegisteredTask task = callback == null ? null : callback.task();
        if (task == null || !budget.dependsOnInput()) {
            return 0;
        }
        // A registration that was made before the route had this budget has recorded the size of its input only.
        Long recorded = task.mergedSize();
        return recorded == null ? budget.maxMergedSize(task.request().bytesIn()) : recorded;
    }

    /// The context object (`$$`) that a result's shape may read.
    private static JsonNode context(@Nullable Callback callback) {
        ObjectNode context = JsonNodeFactory.instance.objectNode();
        ObjectNode execution = context.putObject("Execution");
        ObjectNode state = context.putObject("State");
        if (callback != null && callback.task() != null) {
            execution.put("Id", callback.task().executionArn());
            state.put("Name", callback.task().stateName());
        }
        return context;
    }
}
