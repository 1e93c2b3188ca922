/// Settings and routes from configuration properties, read in the same way as by the gateway.
@NullMarked
package io.taskgate.testing.config;

import org.jspecify.annotations.NullMarked;
