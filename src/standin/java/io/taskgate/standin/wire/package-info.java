/// HTTP/1.1 on loopback at byte level: a server and a client that can produce invalid behavior, such as half
/// a body or a reset connection. Start reading at [io.taskgate.standin.wire.HttpPort].
@NullMarked
package io.taskgate.standin.wire;

import org.jspecify.annotations.NullMarked;
