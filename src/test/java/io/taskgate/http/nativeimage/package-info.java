/// The tests of the API, run against the native binary.
@NullMarked
package io.taskgate.http.nativeimage;

import org.jspecify.annotations.NullMarked;
