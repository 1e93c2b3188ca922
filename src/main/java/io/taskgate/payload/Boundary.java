package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;

/// A place where payloads cross: a shape, then a budget. Safe for many threads.
///
/// @param summary of what has to be checked in
public record Boundary(Shape shape, Budget budget, Summarizer summary) {

    public static final Boundary DEFAULT = new Boundary(Shape.IDENTITY, Budget.DEFAULT);

    private static final String JSON = "application/json";

    /// A result may be larger than its payload, by this much.
    private static final int GROWTH = 8;

    private static final int SMALL_RESULT = 16 * 1024 * 1024;

    /// With the built-in summary.
    public Boundary(Shape shape, Budget budget) {
        this(shape, budget, Summarizer.BUILT_IN);
    }

    /// Whether one of its shapes may look into the context object.
    public boolean readsContext() {
        return shape.readsContext() || summary.readsContext();
    }

    /// Shapes a payload and holds it to the budget.
    ///
    /// @param context the context object, `$$` in the shape's paths
    /// @throws PayloadStore.StoreUnavailableException when it has to be checked in and can't be now
    public Crossing cross(JsonNode payload, JsonNode context, PayloadStore store) {
        try {
            return cross(Json.bytes(payload), context, store);
        } catch (InvalidJsonException e) {
            throw new IllegalStateException("a tree is always JSON", e);
        }
    }

    /// The same for a payload that is still text. A shape that only selects reads it once and builds no tree.
    ///
    /// @param json its length is the crossing's `bytesIn`, blanks and all
    /// @throws InvalidJsonException when it is not exactly one JSON value; the message gives the place, no content
    /// @throws PayloadStore.StoreUnavailableException when it has to be checked in and can't be now
    public Crossing cross(byte[] json, JsonNode context, PayloadStore store) throws InvalidJsonException {
        try {
            byte[] out = shape.apply(json, context, most(json.length));
            return passed(out, context, json.length, store);
        } catch (EvaluationException e) {
            return new Crossing.Unshapeable(String.valueOf(e.getMessage()));
        }
    }

    private static int most(int bytesIn) {
        return (int) Math.min(Math.max(SMALL_RESULT, (long) GROWTH * bytesIn), Integer.MAX_VALUE);
    }

    private Crossing passed(byte[] out, JsonNode context, int bytesIn, PayloadStore store) {
        if (budget.fits(out.length)) {
            return new Crossing.Passed(new Payload.Inline(out), bytesIn, out.length);
        }
        return switch (budget.overBudget()) {
            case CHECK_IN -> {
                Reference reference = store.checkIn(out, JSON, summary.of(out, context));
                yield new Crossing.Passed(
                        new Payload.CheckedIn(reference), bytesIn, Json.bytes(reference.toJson()).length);
            }
            case REFUSE -> new Crossing.Refused(out.length, budget.bytes());
            case FAIL -> new Crossing.Failed(out.length, budget.bytes());
        };
    }
}
