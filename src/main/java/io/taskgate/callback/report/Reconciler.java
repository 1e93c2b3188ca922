package io.taskgate.callback.report;

import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.ReportTransitions;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.ProtocolTimings;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.callback.vault.TokenVault;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.payload.json.CanonicalJson;
import io.taskgate.payload.json.JsonText;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Reconciles AMBIGUOUS reports with the execution's history. Thread-safe.
@Singleton
public final class Reconciler {

    private static final Logger LOG = Logger.getLogger(Reconciler.class);

    private final StepFunctions stepFunctions;
    private final Ledger ledger;
    private final TokenVault vault;
    private final PayloadStoreProvider stores;
    private final Clock clock;

    public Reconciler(
            StepFunctions stepFunctions, Ledger ledger, TokenVault vault, PayloadStoreProvider stores, Clock clock) {
        this.stepFunctions = stepFunctions;
        this.ledger = ledger;
        this.vault = vault;
        this.stores = stores;
        this.clock = clock;
    }

    /// Reads the history once.
    ///
    /// @return the record after it: DELIVERED, CLOSED, or still AMBIGUOUS with the reason; permanently after 90
    ///     days
    public Callback reconcile(Callback ambiguous) {
        RegisteredTask task = ambiguous.registeredTask();
        if (task.executionArn() == null) {
            return written(
                    ambiguous,
                    later(
                            ambiguous,
                            "The registration has no executionArn, so that the execution history can't be read.",
                            ProtocolTimings.RECONCILE_EXPIRY));
        }
        Callback after = written(ambiguous, transition(ambiguous));
        LOG.infof(
                "Report was reconciled: callbackId=%s state=%s reason=%s",
                ambiguous.id(), after.state(), after.reason());
        return after;
    }

    /// Finds out whether the waiting task has accepted an answer whose report is in flight, or whose response
    /// was lost, before a newer token may get that answer. An execution may enter its state again before the
    /// report's response is recorded: its new task waits for another answer.
    ///
    /// @return the record after it: DELIVERED if the history has the answer, unchanged if the task did not get
    ///     it; empty if the history does not show it yet: the report itself will, within seconds
    public Optional<Callback> beforeCarryOver(Callback settling) {
        boolean maybeTaken = settling.lease().held() || settling.lease().inDoubt();
        if (!maybeTaken || !settling.committedOutcome().isAnswer()) {
            return Optional.of(settling);
        }
        return switch (ending(settling)) {
            case StepFunctions.TaskOutcome.Succeeded succeeded ->
                Optional.of(sameResult(settling, succeeded.output()) ? delivered(settling, "result") : settling);
            case StepFunctions.TaskOutcome.Failed failed ->
                Optional.of(
                        sameFailure(settling.committedOutcome(), failed) ? delivered(settling, "failure") : settling);
            case StepFunctions.TaskOutcome.ClosedOtherwise _ -> Optional.of(settling);
            case StepFunctions.TaskOutcome.StillOpen _ ->
                unknown(settling, "The execution history does not contain the end of the task yet.");
            case StepFunctions.TaskOutcome.CannotTell cannot -> unknown(settling, cannot.reason());
        };
    }

    private static Optional<Callback> unknown(Callback settling, String why) {
        LOG.infof("Registration must wait for a report in flight: callbackId=%s reason=%s", settling.id(), why);
        return Optional.empty();
    }

    /// The outcome of a record's task in the history of its execution.
    private StepFunctions.TaskOutcome ending(Callback callback) {
        RegisteredTask task = callback.registeredTask();
        if (task.executionArn() == null) {
            return new StepFunctions.TaskOutcome.CannotTell("The registration has no executionArn.");
        }
        try {
            return stepFunctions.taskOutcome(task.executionArn(), vault.open(task.token(), callback.id()));
        } catch (TokenVault.VaultException e) {
            return new StepFunctions.TaskOutcome.CannotTell(String.valueOf(e.getMessage()));
        }
    }

    /// Records that the history has the answer. Another process may take over or postpone the report in the
    /// meantime, which does not change the history.
    private Callback delivered(Callback settling, String what) {
        Callback seen = settling;
        while (true) {
            Ledger.Transition end = ReportTransitions.end(
                    seen,
                    CallbackState.DELIVERED,
                    "The execution history contains this " + what + ".",
                    clock.instant());
            switch (ledger.apply(seen.id(), end)) {
                case Ledger.Write.Applied applied -> {
                    return applied.callback();
                }
                case Ledger.Write.NotFound _ -> {
                    return seen;
                }
                case Ledger.Write.ConditionFailed(Callback current) -> {
                    if (current.state() != CallbackState.SETTLING || current.generation() != settling.generation()) {
                        return current;
                    }
                    seen = current;
                }
            }
        }
    }

    private Ledger.Transition transition(Callback ambiguous) {
        try {
            return decided(ambiguous, ending(ambiguous));
        } catch (PayloadStore.StoreUnavailableException e) {
            // Postponed, so that it does not block the records that are due after it.
            return later(ambiguous, String.valueOf(e.getMessage()));
        }
    }

    private Ledger.Transition decided(Callback ambiguous, StepFunctions.TaskOutcome ending) {
        return switch (ending) {
            case StepFunctions.TaskOutcome.Succeeded succeeded ->
                sameResult(ambiguous, succeeded.output())
                        ? to(ambiguous, CallbackState.DELIVERED, "The execution history contains this result.")
                        : to(ambiguous, CallbackState.CLOSED, "The execution history contains another result.");
            case StepFunctions.TaskOutcome.Failed failed ->
                sameFailure(ambiguous.committedOutcome(), failed)
                        ? to(ambiguous, CallbackState.DELIVERED, "The execution history contains this failure.")
                        : to(ambiguous, CallbackState.CLOSED, "The execution history contains another failure.");
            case StepFunctions.TaskOutcome.ClosedOtherwise closed ->
                to(ambiguous, CallbackState.CLOSED, "The execution history contains " + closed.event() + ".");
            case StepFunctions.TaskOutcome.StillOpen open ->
                later(ambiguous, "The execution history does not contain the end of the task yet.");
            case StepFunctions.TaskOutcome.CannotTell cannot -> later(ambiguous, cannot.reason());
        };
    }

    private Ledger.Transition to(Callback ambiguous, CallbackState end, String reason) {
        return ReportTransitions.reconciled(ambiguous, end, reason, clock.instant());
    }

    private Ledger.Transition later(Callback ambiguous, String reason) {
        Duration age = Duration.between(ambiguous.changedAt(), clock.instant());
        return later(
                ambiguous,
                reason,
                ProtocolTimings.clamp(
                        age.dividedBy(2), ProtocolTimings.RECONCILE_RETRY, ProtocolTimings.RECONCILE_RETRY_MAX));
    }

    private Ledger.Transition later(Callback ambiguous, String reason, Duration pause) {
        Instant now = clock.instant();
        Instant givenUp = ambiguous.changedAt().plus(ProtocolTimings.RECONCILE_EXPIRY);
        if (!now.isBefore(givenUp)) {
            return ReportTransitions.unknowable(
                    ambiguous, "It can't be determined whether the task received the outcome: " + reason, now);
        }
        Instant next = now.plus(pause);
        return ReportTransitions.stillAmbiguous(ambiguous, next.isBefore(givenUp) ? next : givenUp, reason);
    }

    private boolean sameResult(Callback ambiguous, @Nullable String output) {
        Payload result = ambiguous.committedOutcome().result();
        if (result == null || output == null) {
            return false;
        }
        try {
            byte[] ours = result.resolve(stores.of(ambiguous.id().storedPayloadOwner()));
            return CanonicalJson.sha256(JsonText.parse(output.getBytes(StandardCharsets.UTF_8)))
                    .equals(CanonicalJson.sha256(new JsonText(ours)));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean sameFailure(Outcome outcome, StepFunctions.TaskOutcome.Failed failed) {
        return outcome.result() == null
                && Objects.equals(outcome.error(), failed.error())
                && Objects.equals(emptyIfNull(outcome.cause()), emptyIfNull(failed.cause()));
    }

    private static String emptyIfNull(@Nullable String text) {
        return text == null ? "" : text;
    }

    private Callback written(Callback seen, Ledger.Transition transition) {
        return switch (ledger.apply(seen.id(), transition)) {
            case Ledger.Write.Applied applied -> applied.callback();
            case Ledger.Write.ConditionFailed conflict -> conflict.current();
            case Ledger.Write.NotFound notFound -> seen;
        };
    }
}
