package io.taskgate.faults.mutant;

import io.taskgate.faults.check.Invariant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The gateway without one of the eight guards of `docs/protocol-guards.md`.
public enum Mutant {
    ACKNOWLEDGE_AFTER_COMMIT(
            EnumSet.of(Invariant.LOST, Invariant.OPEN),
            new Cut("io/taskgate/callback/settlement/SettlementService.java", """
                        return switch (ledger.apply(
                                attempt.id(), entitled(attempt, Transitions.settle(generation, outcome, clock.instant())))) {
                """, """
                            Ledger.Write write;
                            try {
                                write = ledger.apply(
                                        attempt.id(),
                                        entitled(attempt, Transitions.settle(generation, outcome, clock.instant())));
                            } catch (Ledger.LedgerUnavailableException away) {
                                return new SettlementResult.UnderWay(ledger.find(attempt.id()).orElseThrow());
                            }
                            return switch (write) {
                    """)),
    ORDERING(
            EnumSet.of(Invariant.OPEN),
            new Cut(
                    "io/taskgate/callback/registration/RegistrationWriter.java",
                    "!incoming.order().isNewerThan(current.order(), sameExecution)",
                    "false")),
    CARRY_OVER(
            EnumSet.of(Invariant.OPEN),
            new Cut(
                    "io/taskgate/callback/ledger/RegistrationTransitions.java",
                    "filter(answer -> undelivered && answer.isAnswer())",
                    "filter(answer -> current.state() == CallbackState.EARLY && answer.isAnswer())")),
    KEEP_LATE(
            EnumSet.of(Invariant.OPEN),
            new Cut(
                    "io/taskgate/callback/settlement/SettlementService.java",
                    "        if (current.lateAnswer() != null) {\n",
                    "        if (true) {\n")),
    CONDITIONAL_COMMIT(
            EnumSet.of(Invariant.FALSE_CLOSED, Invariant.LOST, Invariant.BOTH_ACKNOWLEDGED, Invariant.FALSE_DELIVERED),
            new Cut(
                    "io/taskgate/callback/ledger/Transitions.java",
                    "Guard.in(CallbackState.PENDING).generation(generation),",
                    "Guard.in(CallbackState.values()).generation(generation),")),
    GUARDED_TIME_OUT(
            EnumSet.of(Invariant.TIMED_OUT_EARLY),
            new Cut(
                    "io/taskgate/callback/ledger/Transitions.java",
                    ".heartbeatUnchanged(pending.heartbeatState().lastAt())",
                    "")),
    AMBIGUITY(
            EnumSet.of(Invariant.FALSE_CLOSED),
            new Cut(
                    "io/taskgate/callback/report/OutcomeReporter.java",
                    "new Progress.Failed(new Attempt(attempt.settling(), true),",
                    "new Progress.Failed(new Attempt(attempt.settling(), false),")),
    FENCE(
            EnumSet.of(Invariant.FALSE_CLOSED),
            new Cut(
                    "io/taskgate/callback/ledger/ReportTransitions.java",
                    "return Transitions.unchanged(settling).fence(settling.lease().fence());",
                    "return Transitions.unchanged(settling);"));

    private final Set<Invariant> found;
    private final List<Cut> cuts;

    Mutant(Set<Invariant> found, Cut... cuts) {
        this.found = found;
        this.cuts = List.of(cuts);
    }

    /// A replacement of source text.
    ///
    /// @param file the file under `src/main/java`
    /// @param text the text, which the file has exactly once
    /// @param by the text that replaces it in the mutant
    public record Cut(String file, String text, String by) {

        /// Applies the cut.
        ///
        /// @throws IllegalStateException if the source has changed, so that the cut must be updated
        public String in(String source) {
            int at = source.indexOf(text);
            if (at < 0 || source.indexOf(text, at + 1) >= 0) {
                throw new IllegalStateException(file + " must contain this text exactly once: " + text.strip());
            }
            return source.replace(text, by);
        }
    }

    /// Returns the violations of which the checker must find at least one. A mutant that merely fails to
    /// start causes other violations.
    Set<Invariant> found() {
        return found;
    }

    public List<Cut> cuts() {
        return cuts;
    }
}
