/// Tables of the DynamoDB stand-in: schemas, items in key order, secondary indexes, conditional writes, the
/// journal. Start reading at [io.taskgate.standin.dynamodb.table.DynamoTable].
@NullMarked
package io.taskgate.standin.dynamodb.table;

import org.jspecify.annotations.NullMarked;
