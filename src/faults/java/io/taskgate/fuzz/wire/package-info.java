/// HTTP/1.1 as the API fuzzer speaks it: also requests that no client library would send.
@NullMarked
package io.taskgate.fuzz.wire;

import org.jspecify.annotations.NullMarked;
