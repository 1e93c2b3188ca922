/// HTTP/1.1 on loopback, by the byte: a server and a client that can do what libraries rightly refuse, such as half a
/// body or a reset connection. Start
/// at [io.taskgate.standin.wire.HttpPort].
@NullMarked
package io.taskgate.standin.wire;

import org.jspecify.annotations.NullMarked;
