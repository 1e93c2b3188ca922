/// Checks of the configuration that several packages share. Start reading at [io.taskgate.config.KeyStrength].
@NullMarked
package io.taskgate.config;

import org.jspecify.annotations.NullMarked;
