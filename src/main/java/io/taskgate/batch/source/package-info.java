/// Item readers, and the item batcher that cuts their items. It does not know S3 or DynamoDB; they are behind
/// [io.taskgate.batch.source.SourceStore]. Start reading at [io.taskgate.batch.source.ItemBatcher].
@NullMarked
package io.taskgate.batch.source;

import org.jspecify.annotations.NullMarked;
