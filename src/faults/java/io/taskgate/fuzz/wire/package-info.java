/// HTTP/1.1 as the API fuzzer speaks it, also requests that no client library would send, and the services that the
/// gateway calls meanwhile.
@NullMarked
package io.taskgate.fuzz.wire;

import org.jspecify.annotations.NullMarked;
