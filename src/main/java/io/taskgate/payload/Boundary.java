package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/// A place where payloads cross: a shape, then a budget. Safe for many threads.
public record Boundary(Shape shape, Budget budget) {

    public static final Boundary DEFAULT = new Boundary(Shape.IDENTITY, Budget.DEFAULT);

    private static final String JSON = "application/json";

    /// A result may be larger than its payload, by this much.
    private static final int GROWTH = 8;

    private static final int SMALL_RESULT = 16 * 1024 * 1024;

    /// Shapes a payload and holds it to the budget.
    ///
    /// @param context the context object, `$$` in the shape's paths
    /// @throws PayloadStore.StoreUnavailableException when it has to be checked in and can't be now
    public Crossing cross(JsonNode payload, JsonNode context, PayloadStore store) {
        return cross(payload, Json.bytes(payload), context, 0, store);
    }

    /// The same for a payload that is still text. A shape that only selects reads it once and builds no tree.
    ///
    /// @param json its length is the crossing's `bytesIn`, blanks and all
    /// @throws IOException when it is not exactly one JSON value; the message gives the place and no content
    /// @throws PayloadStore.StoreUnavailableException when it has to be checked in and can't be now
    public Crossing cross(byte[] json, JsonNode context, PayloadStore store) throws IOException {
        Optional<byte[]> projected = projected(json);
        return projected.isPresent()
                ? passed(projected.get(), json.length, 0, store)
                : cross(Json.parse(json), json, context, 0, store);
    }

    /// The same for text that is known to be JSON. A shape that only selects builds no tree, and one that lets
    /// everything through does not even look at it.
    ///
    /// @param around what the state will weigh around this payload ([Budget#around(JsonText)])
    /// @throws PayloadStore.StoreUnavailableException when it has to be checked in and can't be now
    public Crossing cross(JsonText json, JsonNode context, long around, PayloadStore store) {
        if (shape == Shape.IDENTITY) {
            return passed(json.utf8(), json.size(), around, store);
        }
        try {
            Optional<byte[]> projected = projected(json.utf8());
            return projected.isPresent()
                    ? passed(projected.get(), json.size(), around, store)
                    : cross(json.tree(), json.utf8(), context, around, store);
        } catch (IOException e) {
            throw new IllegalStateException("what was read as JSON is none", e);
        }
    }

    /// Holds what has crossed already to the room that is left for it now.
    ///
    /// @param around what the state will weigh around it
    /// @throws PayloadStore.StoreUnavailableException when it has to be read or checked in and can't be now
    public Crossing again(Payload payload, long around, PayloadStore store) {
        long size = payload.travellingBytes();
        Optional<Excess> excess = budget.excess(size, around);
        if (excess.isEmpty()) {
            return new Crossing.Passed(payload, size, size);
        }
        return payload instanceof Payload.CheckedIn
                ? new Crossing.Failed(excess.get())
                : passed(payload.travelling(store), size, around, store);
    }

    private Optional<byte[]> projected(byte[] json) throws IOException {
        return shape.projection().isPresent() ? shape.projection().get().apply(json) : Optional.empty();
    }

    private Crossing cross(JsonNode payload, byte[] in, JsonNode context, long around, PayloadStore store) {
        byte[] out;
        JsonNode shaped;
        try {
            shaped = shape.apply(payload, context);
            out = Json.bytes(shaped, (int)
                    Math.min(Math.max(SMALL_RESULT, (long) GROWTH * in.length), Integer.MAX_VALUE));
        } catch (EvaluationException e) {
            return new Crossing.Unshapeable(String.valueOf(e.getMessage()));
        }
        return passed(out, () -> shaped, in.length, around, store);
    }

    private Crossing passed(byte[] out, long bytesIn, long around, PayloadStore store) {
        return passed(out, () -> Json.trusted(out), bytesIn, around, store);
    }

    private Crossing passed(byte[] out, Supplier<JsonNode> shaped, long bytesIn, long around, PayloadStore store) {
        Optional<Excess> excess = budget.excess(out.length, around);
        if (excess.isEmpty()) {
            return new Crossing.Passed(new Payload.Inline(out), bytesIn, out.length);
        }
        return switch (remedy(excess.get())) {
            case CHECK_IN -> checkedIn(store.checkIn(out, JSON, Summary.of(shaped.get())), bytesIn, around);
            case REFUSE -> new Crossing.Refused(excess.get());
            case FAIL -> new Crossing.Failed(excess.get());
        };
    }

    private OverBudget remedy(Excess excess) {
        Limit limit = budget.limit();
        if (limit == null || excess.bound() != Excess.Bound.LIMIT) {
            return budget.overBudget();
        }
        return limit.fails() ? OverBudget.FAIL : OverBudget.REFUSE;
    }

    /// A state that has no room even for the reference would be aborted with it: its task fails, which can be caught.
    private Crossing checkedIn(Reference reference, long bytesIn, long around) {
        Payload payload = new Payload.CheckedIn(reference);
        long size = payload.travellingBytes();
        return budget.excess(size, around)
                .<Crossing>map(Crossing.Failed::new)
                .orElseGet(() -> new Crossing.Passed(payload, bytesIn, size));
    }
}
