/// The callback protocol with fakes of its ports. Start reading at
/// [io.taskgate.testing.callback.GatewayFixture].
@NullMarked
package io.taskgate.testing.callback;

import org.jspecify.annotations.NullMarked;
