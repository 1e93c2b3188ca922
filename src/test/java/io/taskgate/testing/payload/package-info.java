/// Payloads, shapes and stores for tests.
@NullMarked
package io.taskgate.testing.payload;

import org.jspecify.annotations.NullMarked;
