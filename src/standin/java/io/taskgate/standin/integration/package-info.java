/// The service integrations of Task states. Start reading at [io.taskgate.standin.integration.Integrations].
@NullMarked
package io.taskgate.standin.integration;

import org.jspecify.annotations.NullMarked;
