/// How a callback is named: the rule for correlation keys, and the derivation of callback IDs. It knows no
/// store. Start reading at [io.taskgate.callback.identity.CallbackIdFactory].
@NullMarked
package io.taskgate.callback.identity;

import org.jspecify.annotations.NullMarked;
