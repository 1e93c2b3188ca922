package io.taskgate.standin.dynamodb.expression;

import io.taskgate.standin.dynamodb.value.DynamoValue;
import java.util.List;

/// An operand of an operator or a function.
sealed interface Operand {

    record Path(DocumentPath path) implements Operand {}

    record Constant(DynamoValue value) implements Operand {}

    /// A placeholder that the request does not define; the expression is rejected.
    record Undefined() implements Operand {}

    /// A function with any name.
    record Call(String name, List<Operand> arguments) implements Operand {}

    /// @param sign the operator, `+` or `-`
    record Arithmetic(String sign, Operand left, Operand right) implements Operand {}
}
