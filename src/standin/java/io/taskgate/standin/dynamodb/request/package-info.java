/// The operations' request types as in DynamoDB's API model: JSON types (SerializationException) and constraints
/// (ValidationException). Start reading at [io.taskgate.standin.dynamodb.request.OperationShapes].
@NullMarked
package io.taskgate.standin.dynamodb.request;

import org.jspecify.annotations.NullMarked;
