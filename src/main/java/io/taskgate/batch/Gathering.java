package io.taskgate.batch;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.Shape;
import org.jspecify.annotations.Nullable;

/// What may be asked of a `gather`.
public final class Gathering {

    private Gathering() {}

    /// @return whether there is a shape in it
    /// @throws io.taskgate.payload.InvalidShapeException naming the part that is wrong
    public static boolean check(@Nullable JsonNode gather) {
        return Gather.shape(gather).map(Shape::readsContext).isPresent();
    }
}
