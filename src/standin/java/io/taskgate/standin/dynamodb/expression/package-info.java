/// DynamoDB's expressions: condition, filter, key condition, update and projection. Start reading at
/// [io.taskgate.standin.dynamodb.expression.ExpressionSet], which reads those of a request.
@NullMarked
package io.taskgate.standin.dynamodb.expression;

import org.jspecify.annotations.NullMarked;
