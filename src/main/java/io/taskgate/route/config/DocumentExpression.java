package io.taskgate.route.config;

import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.shape.ValueExpression;

/// An expression for one value of an external document: a path, an intrinsic function, JSONata, or literal text.
///
/// @param text as configured
public record DocumentExpression(String text, ValueExpression value) {

    /// @throws InvalidDefinitionException if the expression is invalid
    static DocumentExpression parse(String text) {
        return new DocumentExpression(text, ValueExpression.compile(text));
    }
}
