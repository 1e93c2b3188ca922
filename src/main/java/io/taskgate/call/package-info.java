/// Calls over HTTP to the services behind the routes: those whose response is waited for ([Call]), and the
/// dispatch of
/// a request whose answer comes later.
@NullMarked
package io.taskgate.call;

import org.jspecify.annotations.NullMarked;
