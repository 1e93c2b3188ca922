package io.taskgate.simulation.world;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.claimcheck.PayloadOwner;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.payload.claimcheck.RepeatableContent;
import io.taskgate.payload.claimcheck.VerifyingInputStream;
import io.taskgate.testing.payload.InMemoryPayloadStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The object store that all gateways share, with the payloads of the claim check and the sources of batches.
/// Calls take time and may fail before or after they are applied.
public final class SimulatedStore implements PayloadStoreProvider {

    private static final Duration FAST = Duration.ofMillis(5);
    private static final Duration USUAL = Duration.ofMillis(60);

    private final InMemoryPayloadStore payloads = new InMemoryPayloadStore();
    private final Map<String, byte[]> objects = new HashMap<>();
    private final SimulatedScheduler scheduler;
    private final SimulatedFaultSchedule faults;

    SimulatedStore(SimulatedScheduler scheduler, SimulatedFaultSchedule faults) {
        this.scheduler = scheduler;
        this.faults = faults;
    }

    /// Stores an object of another owner.
    public void put(String key, byte[] content) {
        objects.put(key, content);
    }

    /// Returns the object under a key for the checker, null if there is none; simulated time does not
    /// advance.
    public byte @Nullable [] stored(String key) {
        byte[] put = objects.get(key);
        return put == null ? payloads.stored(key) : put;
    }

    /// Runs a call, which takes time.
    void pass() {
        scheduler.sleep(faults.between(FAST, USUAL));
        if (faults.occurs(SimulatedFault.STORE_FAILED)) {
            failed();
            throw new PayloadStore.StoreUnavailableException("503 Slow Down");
        }
    }

    /// Makes a call of the running process fail.
    void failed() {
        SimulatedHost host = scheduler.running();
        if (host != null) {
            host.failed(Duration.ZERO);
        }
    }

    @Override
    public PayloadStore of(PayloadOwner owner) {
        PayloadStore owned = payloads.of(owner);
        return new PayloadStore() {
            @Override
            public PayloadReference checkIn(RepeatableContent content, String contentType, JsonNode summary) {
                pass();
                PayloadReference reference = owned.checkIn(content, contentType, summary);
                pass();
                return reference;
            }

            @Override
            public VerifyingInputStream open(PayloadReference reference) {
                pass();
                return owned.open(reference);
            }
        };
    }
}
