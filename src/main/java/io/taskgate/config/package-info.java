/// The gateway's own configuration: reads and validates `taskgate.*` at start and reports every problem with
/// its key. It does not know the adapters of AWS, and nothing but the root package depends on it. Start
/// reading at [io.taskgate.config.ValidatedConfiguration].
@NullMarked
package io.taskgate.config;

import org.jspecify.annotations.NullMarked;
