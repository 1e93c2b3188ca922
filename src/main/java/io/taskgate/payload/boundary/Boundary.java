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

/// Applies a shape and then a budget to the payloads of one direction of a route. Thread-safe.
///
/// @param summary creates the summaries of payloads that are checked in
public record Boundary(Shape shape, Budget budget, Summarizer summary) {

    public static final Boundary DEFAULT = new Boundary(Shape.IDENTITY, Budget.DEFAULT);

    private static final String JSON = "application/json";

    /// The factor by which a result may be larger than its payload.
    private static final int GROWTH = 8;

    private static final int SMALL_RESULT = 16 * 1024 * 1024;

    private static final int SMALL_PAYLOAD = 1024 * 1024;

    /// Creates a boundary with the built-in summary.
    public Boundary(Shape shape, Budget budget) {
        this(shape, budget, Summarizer.BUILT_IN);
    }

    /// Returns whether a shape of this boundary can read the context object.
    public boolean readsContext() {
        return shape.readsContext() || summary.readsContext();
    }

    /// Returns whether a payload of this size is checked in without being shaped.
    ///
    /// @param bytes the size of its JSON text
    public boolean checksInAsItIs(long bytes) {
        return shape == Shape.IDENTITY
                && budget.excess(bytes, 0)
                        .filter(excess -> actionFor(excess) == OverBudgetAction.CHECK_IN)
                        .isPresent();
    }

    /// Shapes a payload and applies the budget.
    ///
    /// @param context the context object, `$$` in the paths of the shape
    /// @throws PayloadStore.StoreUnavailableException if the payload must be checked in and the store is
    /// unavailable
    public BoundaryResult apply(JsonNode payload, JsonNode context, PayloadStore store) {
        return apply(JsonText.of(payload), context, 0, store);
    }

    /// Shapes a payload that is still text and applies the budget. A shape that only selects reads the text
    /// once and builds no tree.
    ///
    /// @param json its length, with whitespace, is the `bytesIn` of the result
    /// @throws InvalidJsonException if the text is not exactly one JSON value; the message gives the position
    /// and no content
    /// @throws PayloadStore.StoreUnavailableException if the payload must be checked in and the store is
    /// unavailable
    public BoundaryResult apply(byte[] json, JsonNode context, PayloadStore store) throws InvalidJsonException {
        return apply(json, context, 0, store);
    }

    /// Shapes valid JSON text and applies the budget. The identity shape does not read the text.
    ///
    /// @param mergedSize the size of the state around this payload ([Budget#mergedSize(JsonText)])
    /// @throws PayloadStore.StoreUnavailableException if the payload must be checked in and the store is
    /// unavailable
    public BoundaryResult apply(JsonText json, JsonNode context, long mergedSize, PayloadStore store) {
        if (shape == Shape.IDENTITY) {
            return passed(json.utf8(), context, json.size(), mergedSize, store);
        }
        try {
            return apply(json.utf8(), context, mergedSize, store);
        } catch (InvalidJsonException e) {
            throw new IllegalStateException("Validated JSON could not be parsed.", e);
        }
    }

    /// Shapes a payload that can exceed memory and applies the budget. Holds only the result in memory, at
    /// most 16 MiB.
    ///
    /// @param payload one JSON value, validated by [io.taskgate.payload.json.ValidatingJsonCopier]; a payload
    /// larger than 1 MiB without a shape is checked in unchanged, with its whitespace
    /// @throws IOException if the payload can't be read
    /// @throws PayloadStore.StoreUnavailableException if the payload must be checked in and the store is
    /// unavailable
    public BoundaryResult apply(RepeatableContent payload, JsonNode context, PayloadStore store) throws IOException {
        if (payload.size() <= SMALL_PAYLOAD) {
            try (InputStream in = payload.open()) {
                return apply(in.readAllBytes(), context, 0, store);
            }
        }
        return shape == Shape.IDENTITY ? shapeLarge(payload, context, store) : shapeSmall(payload, context, store);
    }

    private BoundaryResult shapeSmall(RepeatableContent payload, JsonNode context, PayloadStore store)
            throws IOException {
        byte[] out;
        try (InputStream in = payload.open()) {
            out = shape.apply(in, context, SMALL_RESULT);
        } catch (EvaluationException e) {
            return new BoundaryResult.Unshapeable(String.valueOf(e.getMessage()));
        }
        return passed(out, context, payload.size(), 0, store);
    }

    /// Handles a payload that exceeds every budget.
    private BoundaryResult shapeLarge(RepeatableContent payload, JsonNode context, PayloadStore store)
            throws IOException {
        SizeViolation excess = budget.excess(payload.size(), 0).orElseThrow();
        return switch (actionFor(excess)) {
            case CHECK_IN -> checkedIn(store.checkIn(payload, JSON, summary.of(payload, context)), payload.size(), 0);
            case REJECT -> new BoundaryResult.Refused(excess);
            case FAIL -> new BoundaryResult.Failed(excess);
        };
    }

    private BoundaryResult apply(byte[] json, JsonNode context, long mergedSize, PayloadStore store)
            throws InvalidJsonException {
        int most = (int) Math.min(Math.max(SMALL_RESULT, (long) GROWTH * json.length), Integer.MAX_VALUE);
        byte[] out;
        try {
            out = shape.apply(json, context, most);
        } catch (EvaluationException e) {
            return new BoundaryResult.Unshapeable(String.valueOf(e.getMessage()));
        }
        return passed(out, context, json.length, mergedSize, store);
    }

    /// Applies the current budget to a payload that has been shaped before.
    ///
    /// @param mergedSize the size of the state around the payload
    /// @throws PayloadStore.StoreUnavailableException if the payload must be read or checked in and the store
    /// is unavailable
    public BoundaryResult recheck(Payload payload, JsonNode context, long mergedSize, PayloadStore store) {
        long size = payload.wireSize();
        Optional<SizeViolation> excess = budget.excess(size, mergedSize);
        if (excess.isEmpty()) {
            return new BoundaryResult.Passed(payload, size, size);
        }
        return payload instanceof Payload.CheckedIn
                ? new BoundaryResult.Failed(excess.get())
                : passed(payload.resolve(store), context, size, mergedSize, store);
    }

    private BoundaryResult passed(byte[] out, JsonNode context, long bytesIn, long mergedSize, PayloadStore store) {
        Optional<SizeViolation> excess = budget.excess(out.length, mergedSize);
        if (excess.isEmpty()) {
            return new BoundaryResult.Passed(new Payload.Inline(out), bytesIn, out.length);
        }
        return switch (actionFor(excess.get())) {
            case CHECK_IN -> checkedIn(store.checkIn(out, JSON, summary.of(out, context)), bytesIn, mergedSize);
            case REJECT -> new BoundaryResult.Refused(excess.get());
            case FAIL -> new BoundaryResult.Failed(excess.get());
        };
    }

    private OverBudgetAction actionFor(SizeViolation excess) {
        HardLimit limit = budget.limit();
        if (limit == null || excess.bound() != SizeViolation.Bound.LIMIT) {
            return budget.overBudget();
        }
        return limit.fails() ? OverBudgetAction.FAIL : OverBudgetAction.REJECT;
    }

    /// Fails the task if even the reference does not fit: Step Functions would abort the execution, whereas a
    /// failed task can be caught.
    private BoundaryResult checkedIn(PayloadReference reference, long bytesIn, long mergedSize) {
        Payload payload = new Payload.CheckedIn(reference);
        long size = payload.wireSize();
        return budget.excess(size, mergedSize)
                .<BoundaryResult>map(BoundaryResult.Failed::new)
                .orElseGet(() -> new BoundaryResult.Passed(payload, bytesIn, size));
    }
}
