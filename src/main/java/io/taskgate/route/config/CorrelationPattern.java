package io.taskgate.route.config;

import io.taskgate.payload.InvalidDefinitionException;
import java.io.IOException;
import software.amazon.event.ruler.Machine;

/// An EventBridge pattern.
///
/// @param json its text
public record CorrelationPattern(String json) {

    /// @throws InvalidDefinitionException if it is not a pattern
    static CorrelationPattern parse(String text) {
        try {
            // A separate machine: an invalid pattern must not affect the matching one.
            Machine.builder().build().addRule("rule", text);
            return new CorrelationPattern(text);
        } catch (IOException e) {
            // Jackson adds lines with the position in its own words.
            String problem = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new InvalidDefinitionException("Invalid EventBridge pattern: " + problem
                    + ". Use lists of values, for example {\"source\": [\"acme.shipping\"]}.");
        }
    }
}
