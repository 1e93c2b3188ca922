/// The services and operations as configured: where a request goes, and the boundaries it crosses.
@NullMarked
package io.taskgate.route;

import org.jspecify.annotations.NullMarked;
