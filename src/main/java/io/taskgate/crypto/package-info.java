/// SHA-256 digests and HMACs, which several packages need. It knows no key, no secret and no other package of
/// taskgate. Start reading at [io.taskgate.crypto.Hmac].
@NullMarked
package io.taskgate.crypto;

import org.jspecify.annotations.NullMarked;
