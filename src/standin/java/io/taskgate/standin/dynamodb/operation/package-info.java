/// DynamoDB's operations over tables. Start reading at [io.taskgate.standin.dynamodb.operation.DynamoDbApi].
@NullMarked
package io.taskgate.standin.dynamodb.operation;

import org.jspecify.annotations.NullMarked;
