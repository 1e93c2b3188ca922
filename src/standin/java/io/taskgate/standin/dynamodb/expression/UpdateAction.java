package io.taskgate.standin.dynamodb.expression;

import io.taskgate.standin.dynamodb.value.DynamoValue;

/// One change of an update expression.
sealed interface UpdateAction {

    DocumentPath path();

    record Assign(DocumentPath path, Operand value) implements UpdateAction {}

    record Remove(DocumentPath path) implements UpdateAction {}

    /// To a number, or to a set.
    record Add(DocumentPath path, DynamoValue value) implements UpdateAction {}

    /// From a set.
    record Delete(DocumentPath path, DynamoValue value) implements UpdateAction {}
}
