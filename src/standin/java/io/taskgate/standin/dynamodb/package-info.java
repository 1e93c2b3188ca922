/// DynamoDB on the wire: strict, in memory, kept in a folder where asked. Start reading at
/// [io.taskgate.standin.dynamodb.StandInDynamoDb].
@NullMarked
package io.taskgate.standin.dynamodb;

import org.jspecify.annotations.NullMarked;
