/// Temporary storage for a payload while it is validated: memory first, then a file that is already unlinked.
/// It does not know the content. Start reading at [io.taskgate.payload.spool.Spool].
@NullMarked
package io.taskgate.payload.spool;

import org.jspecify.annotations.NullMarked;
