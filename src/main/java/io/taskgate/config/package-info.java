/// The configuration of the gateway: reads and validates `taskgate.*` at start-up and reports every problem
/// with its key. It does not know the AWS adapters, and only the root package depends on it. Start reading at
/// [io.taskgate.config.ValidatedConfiguration].
@NullMarked
package io.taskgate.config;

import org.jspecify.annotations.NullMarked;
