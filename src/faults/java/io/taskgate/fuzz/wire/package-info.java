/// The HTTP/1.1 client of the API fuzzer, which can send malformed requests, and the services that the
/// gateway calls.
@NullMarked
package io.taskgate.fuzz.wire;

import org.jspecify.annotations.NullMarked;
