package io.taskgate.standin.fault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.UUID;

/// The current call: its ID, and the fault that hit it. Log lines of changes contain both.
public record ServedCall(OperationName called, String requestId, Optional<Faults.Struck> struck) {

    public static final ScopedValue<ServedCall> CURRENT = ScopedValue.newInstance();

    static ServedCall of(OperationName called, Optional<Faults.Struck> struck) {
        return new ServedCall(called, UUID.randomUUID().toString(), struck);
    }

    public boolean isStruckBy(Fault.Kind kind) {
        return struck.filter(fault -> fault.kind() == kind).isPresent();
    }

    /// Adds the current call to a log line.
    static void into(ObjectNode line) {
        if (CURRENT.isBound()) {
            ServedCall call = CURRENT.get();
            line.put("requestId", call.requestId());
            call.struck().ifPresent(fault -> line.put("fault", fault.kind().written()));
        }
    }
}
