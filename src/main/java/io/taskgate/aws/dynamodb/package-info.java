/// The ledgers of callbacks, batches and stray events in one DynamoDB table. It decides nothing: guards come
/// from `callback.ledger` and become conditions here. Start reading at
/// [io.taskgate.aws.dynamodb.DynamoLedger] and [io.taskgate.aws.dynamodb.ConditionExpressionBuilder].
@NullMarked
package io.taskgate.aws.dynamodb;

import org.jspecify.annotations.NullMarked;
