/// Signed callback links, and the ways to address a callback. It knows no store and no HTTP resource. Start
/// reading at [io.taskgate.callback.link.LinkSigner].
@NullMarked
package io.taskgate.callback.link;

import org.jspecify.annotations.NullMarked;
