/// Calls over HTTP to the services behind the routes.
@NullMarked
package io.taskgate.call;

import org.jspecify.annotations.NullMarked;
