package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.stream.Stream;

/// What a Map state may hold, by its mode.
final class MapCheck {

    static final String DISTRIBUTED =
            "ItemReader ItemBatcher ResultWriter Label ToleratedFailureCount ToleratedFailurePercentage";
    static final String DISTRIBUTED_PATHS = "ToleratedFailureCountPath ToleratedFailurePercentagePath";

    private MapCheck() {}

    /// @throws IllegalArgumentException saying what is wrong
    static void check(JsonNode state, boolean query) {
        if (state.has("ItemProcessor") == state.has("Iterator")) {
            throw new IllegalArgumentException("a Map needs an ItemProcessor");
        }
        if (state.has("ItemSelector") && state.has("Parameters")) {
            throw new IllegalArgumentException("a Map has an ItemSelector or Parameters, not both");
        }
        JsonNode config = MapFields.processor(state).path("ProcessorConfig");
        String mode = config.path("Mode").asText("INLINE");
        if (!Set.of("INLINE", "DISTRIBUTED").contains(mode)) {
            throw new IllegalArgumentException("there is no Mode '" + mode + "' of a Map");
        }
        if (mode.equals("INLINE")) {
            Stream.of((DISTRIBUTED + " " + DISTRIBUTED_PATHS).split(" "))
                    .filter(state::has)
                    .findFirst()
                    .ifPresent(field -> {
                        throw new IllegalArgumentException(
                                "the field '" + field + "' is for a Map in Mode DISTRIBUTED only");
                    });
        }
    }
}
