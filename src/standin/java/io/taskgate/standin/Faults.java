package io.taskgate.standin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The misbehaviour in force. Rules are tried in order; each call uses up one turn of the first that meets it.
public final class Faults {

    private final List<Fault> rules = new ArrayList<>();

    Faults() {}

    /// Replaces all rules.
    public synchronized void set(List<Fault> faults) {
        rules.clear();
        rules.addAll(faults);
    }

    synchronized Optional<Fault> next(String operation) {
        for (int i = 0; i < rules.size(); i++) {
            Fault rule = rules.get(i);
            if (rule.meets(operation)) {
                rules.set(i, rule.once());
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }
}
