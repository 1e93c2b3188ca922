/// The record of a batch and of its runners, and the port of their store. It does not know DynamoDB. Start
/// reading at [io.taskgate.batch.ledger.Batch].
@NullMarked
package io.taskgate.batch.ledger;

import org.jspecify.annotations.NullMarked;
