package io.taskgate.faults;

import java.util.List;

/// The gateway without one of the eight guards of `docs/protocol-guards.md`: what is taken out of the source.
public enum Mutant {
    ACKNOWLEDGE_AFTER_COMMIT(new Cut("Settle.java", """
                    return switch (ledger.apply(
                            attempt.id(), entitled(attempt, Transitions.settle(generation, outcome, clock.instant())))) {
            """, """
                    Ledger.Write write;
                    try {
                        write = ledger.apply(
                                attempt.id(),
                                entitled(attempt, Transitions.settle(generation, outcome, clock.instant())));
                    } catch (Ledger.LedgerUnavailableException away) {
                        return new Settled.UnderWay(ledger.find(attempt.id()).orElseThrow());
                    }
                    return switch (write) {
            """)),
    ORDERING(new Cut("Register.java", "!incoming.order().isNewerThan(standing.order(), sameExecution)", "false")),
    CARRY_OVER(new Cut(
            "Transitions.java",
            "filter(answer -> undelivered && answer.isAnswer())",
            "filter(answer -> standing.state() == State.EARLY && answer.isAnswer())")),
    KEEP_LATE(new Cut("Settle.java", "        if (standing.late() != null) {\n", "        if (true) {\n")),
    CONDITIONAL_COMMIT(new Cut(
            "Transitions.java",
            "settle(Guard.in(State.PENDING).generation(generation), outcome, now)",
            "settle(Guard.in(State.values()).generation(generation), outcome, now)")),
    GUARDED_TIME_OUT(new Cut("Transitions.java", ".beatUnchanged(pending.pulse().beatAt())", "")),
    AMBIGUITY(new Cut(
            "Reporter.java",
            "attempt = new Attempt(attempt.settling(), true);",
            "attempt = new Attempt(attempt.settling(), false);")),
    FENCE(new Cut(
            "Transitions.java",
            "return unchanged(settling).fence(settling.lease().fence());",
            "return unchanged(settling);"));

    private final List<Cut> cuts;

    Mutant(Cut... cuts) {
        this.cuts = List.of(cuts);
    }

    /// @param file of package `io.taskgate.callback`
    /// @param text stands there exactly once
    /// @param by   stands in its place in the mutant
    public record Cut(String file, String text, String by) {

        /// @throws IllegalStateException when the source has changed, and the cut must follow
        public String in(String source) {
            int at = source.indexOf(text);
            if (at < 0 || source.indexOf(text, at + 1) >= 0) {
                throw new IllegalStateException(file + " does not hold exactly once: " + text.strip());
            }
            return source.replace(text, by);
        }
    }

    public List<Cut> cuts() {
        return cuts;
    }
}
