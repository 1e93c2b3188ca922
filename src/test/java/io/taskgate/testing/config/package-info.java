/// Settings and routes of properties, as the gateway reads them.
@NullMarked
package io.taskgate.testing.config;

import org.jspecify.annotations.NullMarked;
