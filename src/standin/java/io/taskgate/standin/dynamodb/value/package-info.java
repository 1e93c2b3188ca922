/// Attribute values and items of the DynamoDB stand-in: types, numbers of 38 digits, order, sizes, JSON.
/// Start reading at [io.taskgate.standin.dynamodb.value.DynamoValue].
@NullMarked
package io.taskgate.standin.dynamodb.value;

import org.jspecify.annotations.NullMarked;
