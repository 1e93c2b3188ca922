/// The DynamoDB stand-in: strict, in memory or persistent in a folder. Start reading at
/// [io.taskgate.standin.dynamodb.StandInDynamoDb].
@NullMarked
package io.taskgate.standin.dynamodb;

import org.jspecify.annotations.NullMarked;
