/// The callback protocol with fakes around it. Start reading at
/// [io.taskgate.testing.callback.GatewayFixture].
@NullMarked
package io.taskgate.testing.callback;

import org.jspecify.annotations.NullMarked;
