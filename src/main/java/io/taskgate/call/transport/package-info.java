/// One attempt of an outgoing call: where it may connect to.
@NullMarked
package io.taskgate.call.transport;

import org.jspecify.annotations.NullMarked;
