/// Loads a part of the configuration again while the process runs: source, document, check, swap. It knows no
/// section that is reloaded; sections register themselves as [io.taskgate.reload.ReloadableSection]. Start
/// reading at [io.taskgate.reload.ConfigurationReloader].
@NullMarked
package io.taskgate.reload;

import org.jspecify.annotations.NullMarked;
