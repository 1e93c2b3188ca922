/// Checks of the configuration that several packages share, and the one way in which it changes while the process
/// runs. Start reading at [io.taskgate.config.KeyStrength] and [io.taskgate.config.ConfigurationReload].
@NullMarked
package io.taskgate.config;

import org.jspecify.annotations.NullMarked;
