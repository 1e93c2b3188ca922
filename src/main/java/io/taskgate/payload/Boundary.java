package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;

/// A place where payloads cross: a shape, then a budget. Safe for many threads.
public record Boundary(Shape shape, Budget budget) {

    public static final Boundary DEFAULT = new Boundary(Shape.IDENTITY, Budget.DEFAULT);

    private static final String JSON = "application/json";

    /// Shapes a payload and holds it to the budget.
    ///
    /// @param context the context object, `$$` in the shape's paths
    /// @throws PayloadStore.StoreUnavailableException when it has to be checked in and can't be now
    public Crossing cross(JsonNode payload, JsonNode context, PayloadStore store) {
        byte[] in = Json.bytes(payload);
        byte[] out;
        JsonNode shaped;
        try {
            shaped = shape.apply(payload, context);
            out = shape == Shape.IDENTITY ? in : Json.bytes(shaped);
        } catch (EvaluationException e) {
            return new Crossing.Unshapeable(String.valueOf(e.getMessage()));
        }
        if (budget.fits(out.length)) {
            return new Crossing.Passed(new Payload.Inline(out), in.length, out.length);
        }
        return switch (budget.overBudget()) {
            case CHECK_IN -> {
                Reference reference = store.checkIn(out, JSON, Summary.of(shaped));
                yield new Crossing.Passed(
                        new Payload.CheckedIn(reference), in.length, Json.bytes(reference.toJson()).length);
            }
            case REFUSE -> new Crossing.Refused(out.length, budget.bytes());
            case FAIL -> new Crossing.Failed(out.length, budget.bytes());
        };
    }
}
