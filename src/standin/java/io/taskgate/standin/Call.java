package io.taskgate.standin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.UUID;

/// A call as it is served: its id, and the fault that struck it. What is applied meanwhile carries both into
/// the truth.
record Call(Called called, String requestId, Optional<Faults.Struck> struck) {

    static final ScopedValue<Call> CURRENT = ScopedValue.newInstance();

    static Call of(Called called, Optional<Faults.Struck> struck) {
        return new Call(called, UUID.randomUUID().toString(), struck);
    }

    boolean isStruckBy(Fault.Kind kind) {
        return struck.filter(fault -> fault.kind() == kind).isPresent();
    }

    /// Adds the current call to a line of truth.
    static void into(ObjectNode line) {
        if (CURRENT.isBound()) {
            Call call = CURRENT.get();
            line.put("requestId", call.requestId());
            call.struck().ifPresent(fault -> line.put("fault", fault.kind().written()));
        }
    }
}
