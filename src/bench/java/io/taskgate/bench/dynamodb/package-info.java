/// The benchmark of conditional DynamoDB updates over HTTP: [io.taskgate.bench.dynamodb.DynamoDbBenchmark].
@NullMarked
package io.taskgate.bench.dynamodb;

import org.jspecify.annotations.NullMarked;
