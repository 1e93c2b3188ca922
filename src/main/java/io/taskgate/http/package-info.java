/// The HTTP edge: resources, the one problem mapper, authentication.
@NullMarked
package io.taskgate.http;

import org.jspecify.annotations.NullMarked;
