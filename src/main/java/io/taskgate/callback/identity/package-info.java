/// The identity of a callback: the rule for correlation keys, and the derivation of callback IDs. Independent of
/// any store. Start reading at [io.taskgate.callback.identity.CallbackIdFactory].
@NullMarked
package io.taskgate.callback.identity;

import org.jspecify.annotations.NullMarked;
