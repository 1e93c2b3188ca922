/// The ports of the dead-letter queue and of the store of stray events, and the redaction of task tokens in
/// both. It does not know adapters. Start reading at [io.taskgate.event.unmatched.DeadLetterQueue].
@NullMarked
package io.taskgate.event.unmatched;

import org.jspecify.annotations.NullMarked;
