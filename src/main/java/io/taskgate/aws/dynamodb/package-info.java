/// The ledgers of callbacks, batches and stray events in one DynamoDB table. It makes no decisions: guards
/// from `callback.ledger` become conditions here. Start reading at
/// [io.taskgate.aws.dynamodb.UpdateExpressionBuilder].
@NullMarked
package io.taskgate.aws.dynamodb;

import org.jspecify.annotations.NullMarked;
