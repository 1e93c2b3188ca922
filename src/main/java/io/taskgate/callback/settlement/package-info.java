/// Step 4: commits the one outcome of a callback, and decides about second, early and late answers. It does
/// not report, which is the work of `report`. Start reading at
/// [io.taskgate.callback.settlement.SettlementService].
@NullMarked
package io.taskgate.callback.settlement;

import org.jspecify.annotations.NullMarked;
