/// Reloads a part of the configuration while the process runs: source, document, check, swap. It does not
/// know the sections; they register as [io.taskgate.reload.ReloadableSection]. Start reading at
/// [io.taskgate.reload.ConfigurationReloader].
@NullMarked
package io.taskgate.reload;

import org.jspecify.annotations.NullMarked;
