/// HTTP/1.1 on loopback, byte by byte: a server and a client that can do what libraries rightly refuse, such
/// as half a body or a reset connection. Start reading at [io.taskgate.standin.wire.HttpPort].
@NullMarked
package io.taskgate.standin.wire;

import org.jspecify.annotations.NullMarked;
