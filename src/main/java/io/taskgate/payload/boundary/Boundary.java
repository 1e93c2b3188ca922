package io.taskgate.payload.boundary;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.InvalidJsonException;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.payload.claimcheck.RepeatableContent;
import io.taskgate.payload.claimcheck.Summarizer;
import io.taskgate.payload.json.JsonText;
import io.taskgate.payload.shape.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// A place where payloads cross: a shape, then a budget. Safe for many threads.
///
/// @param summary of what has to be checked in
public record Boundary(Shape shape, Budget budget, Summarizer summary) {

    public static final Boundary DEFAULT = new Boundary(Shape.IDENTITY, Budget.DEFAULT);

    private static final String JSON = "application/json";

    /// A result may be larger than its payload, by this much.
    private static final int GROWTH = 8;

    private static final int SMALL_RESULT = 16 * 1024 * 1024;

    private static final int SMALL_PAYLOAD = 1024 * 1024;

    /// With the built-in summary.
    public Boundary(Shape shape, Budget budget) {
        this(shape, budget, Summarizer.BUILT_IN);
    }

    /// Whether one of its shapes may look into the context object.
    public boolean readsContext() {
        return shape.readsContext() || summary.readsContext();
    }

    /// Whether a payload of this size is checked in without being shaped.
    ///
    /// @param bytes of its JSON text
    public boolean checksInAsItIs(long bytes) {
        return shape == Shape.IDENTITY
                && budget.excess(bytes, 0)
                        .filter(excess -> remedy(excess) == OverBudgetAction.CHECK_IN)
                        .isPresent();
    }

    /// Shapes a payload and holds it to the budget.
    ///
    /// @param context the context object, `$$` in the shape's paths
    /// @throws PayloadStore.StoreUnavailableException when it has to be checked in and can't be now
    public BoundaryResult cross(JsonNode payload, JsonNode context, PayloadStore store) {
        return cross(JsonText.of(payload), context, 0, store);
    }

    /// The same for a payload that is still text. A shape that only selects reads it once and builds no tree.
    ///
    /// @param json its length is the crossing's `bytesIn`, blanks and all
    /// @throws InvalidJsonException when it is not exactly one JSON value; the message gives the place, no
    /// content
    /// @throws PayloadStore.StoreUnavailableException when it has to be checked in and can't be now
    public BoundaryResult cross(byte[] json, JsonNode context, PayloadStore store) throws InvalidJsonException {
        return cross(json, context, 0, store);
    }

    /// The same for text that is known to be JSON. A shape that lets everything through does not even look at
    /// it.
    ///
    /// @param around what the state will weigh around this payload ([Budget#around(JsonText)])
    /// @throws PayloadStore.StoreUnavailableException when it has to be checked in and can't be now
    public BoundaryResult cross(JsonText json, JsonNode context, long around, PayloadStore store) {
        if (shape == Shape.IDENTITY) {
            return passed(json.utf8(), context, json.size(), around, store);
        }
        try {
            return cross(json.utf8(), context, around, store);
        } catch (InvalidJsonException e) {
            throw new IllegalStateException("what was read as JSON is none", e);
        }
    }

    /// The same for a payload that need not fit into memory: what is held of it is what travels, and at most 16
    /// MiB.
    ///
    /// @param payload one JSON value, as [io.taskgate.payload.json.ValidatingJsonCopier] has checked it; larger
    /// than 1 MiB and without a shape it is
    ///                checked in as it is, blanks and all
    /// @throws IOException when it can't be read
    /// @throws PayloadStore.StoreUnavailableException when it has to be checked in and can't be now
    public BoundaryResult cross(RepeatableContent payload, JsonNode context, PayloadStore store) throws IOException {
        if (payload.size() <= SMALL_PAYLOAD) {
            try (InputStream in = payload.open()) {
                return cross(in.readAllBytes(), context, 0, store);
            }
        }
        return shape == Shape.IDENTITY ? large(payload, context, store) : shaped(payload, context, store);
    }

    private BoundaryResult shaped(RepeatableContent payload, JsonNode context, PayloadStore store) throws IOException {
        byte[] out;
        try (InputStream in = payload.open()) {
            out = shape.apply(in, context, SMALL_RESULT);
        } catch (EvaluationException e) {
            return new BoundaryResult.Unshapeable(String.valueOf(e.getMessage()));
        }
        return passed(out, context, payload.size(), 0, store);
    }

    /// Larger than any budget.
    private BoundaryResult large(RepeatableContent payload, JsonNode context, PayloadStore store) throws IOException {
        SizeViolation excess = budget.excess(payload.size(), 0).orElseThrow();
        return switch (remedy(excess)) {
            case CHECK_IN -> checkedIn(store.checkIn(payload, JSON, summary.of(payload, context)), payload.size(), 0);
            case REJECT -> new BoundaryResult.Refused(excess);
            case FAIL -> new BoundaryResult.Failed(excess);
        };
    }

    private BoundaryResult cross(byte[] json, JsonNode context, long around, PayloadStore store)
            throws InvalidJsonException {
        int most = (int) Math.min(Math.max(SMALL_RESULT, (long) GROWTH * json.length), Integer.MAX_VALUE);
        byte[] out;
        try {
            out = shape.apply(json, context, most);
        } catch (EvaluationException e) {
            return new BoundaryResult.Unshapeable(String.valueOf(e.getMessage()));
        }
        return passed(out, context, json.length, around, store);
    }

    /// Holds what has crossed already to the room that is left for it now.
    ///
    /// @param around what the state will weigh around it
    /// @throws PayloadStore.StoreUnavailableException when it has to be read or checked in and can't be now
    public BoundaryResult again(Payload payload, JsonNode context, long around, PayloadStore store) {
        long size = payload.travellingBytes();
        Optional<SizeViolation> excess = budget.excess(size, around);
        if (excess.isEmpty()) {
            return new BoundaryResult.Passed(payload, size, size);
        }
        return payload instanceof Payload.CheckedIn
                ? new BoundaryResult.Failed(excess.get())
                : passed(payload.travelling(store), context, size, around, store);
    }

    private BoundaryResult passed(byte[] out, JsonNode context, long bytesIn, long around, PayloadStore store) {
        Optional<SizeViolation> excess = budget.excess(out.length, around);
        if (excess.isEmpty()) {
            return new BoundaryResult.Passed(new Payload.Inline(out), bytesIn, out.length);
        }
        return switch (remedy(excess.get())) {
            case CHECK_IN -> checkedIn(store.checkIn(out, JSON, summary.of(out, context)), bytesIn, around);
            case REJECT -> new BoundaryResult.Refused(excess.get());
            case FAIL -> new BoundaryResult.Failed(excess.get());
        };
    }

    private OverBudgetAction remedy(SizeViolation excess) {
        HardLimit limit = budget.limit();
        if (limit == null || excess.bound() != SizeViolation.Bound.LIMIT) {
            return budget.overBudget();
        }
        return limit.fails() ? OverBudgetAction.FAIL : OverBudgetAction.REJECT;
    }

    /// A state that has no room even for the reference would be aborted with it: its task fails, which can be
    /// caught.
    private BoundaryResult checkedIn(PayloadReference reference, long bytesIn, long around) {
        Payload payload = new Payload.CheckedIn(reference);
        long size = payload.travellingBytes();
        return budget.excess(size, around)
                .<BoundaryResult>map(BoundaryResult.Failed::new)
                .orElseGet(() -> new BoundaryResult.Passed(payload, bytesIn, size));
    }
}
