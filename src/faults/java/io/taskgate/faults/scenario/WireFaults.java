package io.taskgate.faults.scenario;

import io.taskgate.standin.fault.Fault;
import io.taskgate.standin.fault.Fault.Kind;
import java.time.Duration;
import java.util.List;

/// The network faults of a run.
public final class WireFaults {

    private static final int BYTES_A_SECOND = 256;
    private static final int UNAVAILABLE = 503;

    /// A network fault.
    ///
    /// @param kind the kind of fault
    /// @param probability the probability with which the fault strikes a call
    public record Card(String operation, Kind kind, double probability) {

        public List<Fault> rules(long seed) {
            Duration least = kind == Kind.LATENCY ? Duration.ofMillis(100) : Duration.ofSeconds(1);
            Duration spread = kind == Kind.LATENCY ? Duration.ofMillis(4_000) : Duration.ZERO;
            return List.of(new Fault(
                    operation,
                    kind,
                    Integer.MAX_VALUE,
                    0,
                    probability,
                    seed,
                    least,
                    spread,
                    UNAVAILABLE,
                    BYTES_A_SECOND));
        }

        /// Returns whether the truth log does not mark the strikes. This holds for writes of the ledger.
        public boolean isUnmarked() {
            return operation.startsWith("dynamodb");
        }
    }

    public static final List<Card> ALL = List.of(
            new Card("Send*", Kind.DROP_AFTER, 0.5),
            new Card("Send*", Kind.RESET_AFTER, 0.5),
            new Card("Send*", Kind.HALF_BODY, 0.5),
            new Card("Send*", Kind.DRIP, 0.5),
            new Card("Send*", Kind.DROP_BEFORE, 0.5),
            new Card("Send*", Kind.RESET_BEFORE, 0.5),
            new Card("Send*", Kind.THROTTLE, 0.8),
            new Card("Send*", Kind.ERROR, 0.8),
            new Card("Send*", Kind.LATENCY, 0.8),
            new Card("PutEvents", Kind.FAIL_ENTRY, 0.5),
            new Card("PutEvents", Kind.DROP_AFTER, 0.5),
            new Card("Deliver", Kind.DUPLICATE, 0.8),
            new Card("Deliver", Kind.REORDER, 0.8),
            new Card("Deliver", Kind.ERROR, 0.5),
            new Card("dynamodb:*", Kind.THROTTLE, 0.5),
            new Card("dynamodb:*", Kind.DROP_AFTER, 0.3),
            new Card("dynamodb:*", Kind.HALF_BODY, 0.3),
            new Card("dynamodb:*", Kind.LATENCY, 0.3),
            new Card("s3:*", Kind.ERROR, 1),
            new Card("sqs:*", Kind.ERROR, 0.5),
            new Card("sqs:*", Kind.DROP_AFTER, 0.5));

    private WireFaults() {}
}
