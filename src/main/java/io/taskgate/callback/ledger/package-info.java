/// The port of the ledger, and the guarded transitions of a record, which no other package writes. It does
/// not know DynamoDB; the adapter is in `aws.dynamodb`. Start reading at
/// [io.taskgate.callback.ledger.Transitions].
@NullMarked
package io.taskgate.callback.ledger;

import org.jspecify.annotations.NullMarked;
