/// Conditional updates of a DynamoDB over the wire: [io.taskgate.bench.dynamodb.DynamoDbBenchmark].
@NullMarked
package io.taskgate.bench.dynamodb;

import org.jspecify.annotations.NullMarked;
