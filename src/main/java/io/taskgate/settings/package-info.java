/// The machinery of the configuration: maps properties to the interfaces of the packages that own settings, and
/// reports every problem with its key and the correction. It knows no setting. Start reading at
/// [io.taskgate.settings.ConfigurationMapper].
@NullMarked
package io.taskgate.settings;

import org.jspecify.annotations.NullMarked;
