package io.taskgate.standin.fault;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.Timers;
import io.taskgate.standin.definition.StatesJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// The active fault rules, tried in order. A call is hit by the first rule that matches it and whose count
/// and probability apply.
public final class Faults {

    private volatile List<InForce> rules = List.of();
    private volatile Duration clockOffset = Duration.ZERO;

    public Faults() {}

    /// @param delay the random delay
    public record Struck(Fault fault, Duration delay) {

        public Fault.Kind kind() {
            return fault.kind();
        }
    }

    private static final class InForce {

        private final Fault fault;
        private final Random dice;
        private int met;
        private int struck;

        InForce(Fault fault) {
            this.fault = fault;
            this.dice = new Random(fault.seed());
        }

        synchronized Optional<Struck> meet() {
            met++;
            if (met <= fault.after() || struck >= fault.times() || dice.nextDouble() >= fault.probability()) {
                return Optional.empty();
            }
            struck++;
            return Optional.of(new Struck(fault, fault.delay(dice.nextDouble())));
        }

        synchronized ObjectNode written() {
            return fault.written().put("met", met).put("struck", struck);
        }
    }

    /// Replaces all rules and resets the counts.
    public void set(List<Fault> faults) {
        rules = faults.stream().map(InForce::new).toList();
    }

    /// Sets the clock offset of the stand-ins; negative for a slow clock.
    public void clockOffset(Duration offset) {
        clockOffset = offset;
    }

    public Optional<Struck> next(OperationName called) {
        for (InForce rule : rules) {
            if (rule.fault.means(called)) {
                Optional<Struck> struck = rule.meet();
                if (struck.isPresent()) {
                    return struck;
                }
            }
        }
        return Optional.empty();
    }

    /// Returns the active rules, with the number of matching and hit calls of each.
    public ObjectNode written() {
        ObjectNode written = StatesJson.object();
        ArrayNode list = written.putArray("rules");
        rules.forEach(rule -> list.add(rule.written()));
        return written.put("clockOffsetMillis", clockOffset.toMillis());
    }

    /// Returns timers with the wrong time.
    public Timers skewed(Timers timers) {
        return new Timers() {
            @Override
            public Instant now() {
                return timers.now().plus(clockOffset);
            }

            @Override
            public Alarm after(Duration delay, Runnable task) {
                return timers.after(delay, task);
            }

            @Override
            public void close() {
                timers.close();
            }
        };
    }
}
