/// The environment of a running gateway: stand-ins, called services, routes, callers and their credentials.
@NullMarked
package io.taskgate.testing.gateway;

import org.jspecify.annotations.NullMarked;
