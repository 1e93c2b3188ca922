package io.taskgate.event.unmatched;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The invalid events, kept for inspection. Thread-safe.
public interface DeadLetterQueue {

    /// The maximum number of messages of one call.
    int MAX_MESSAGES = 50;

    /// A dead letter.
    ///
    /// @param id     assigned by the queue; changes with a redrive
    /// @param reason null if the redrive policy of the queue moved the message
    /// @param body   the original message; can hold a task token
    record DeadLetter(String id, Instant since, @Nullable String reason, String body) {}

    /// Returns some of the messages, in no particular order.
    ///
    /// @param most at most [#MAX_MESSAGES]
    /// @throws NoDeadLettersException if there is no dead-letter queue
    /// @throws DeadLettersUnavailableException if the queue is unavailable
    List<DeadLetter> list(int most);

    /// Moves messages back to their source queue. Each is sent before it is deleted, so that none is lost;
    /// one can be delivered twice.
    ///
    /// @param ids the messages; empty for any
    /// @param most at most [#MAX_MESSAGES]
    /// @return the IDs of the moved messages
    /// @throws NoDeadLettersException if there is no dead-letter queue
    /// @throws DeadLettersUnavailableException if the queue is unavailable; some messages may have been moved
    List<String> redrive(Set<String> ids, int most);

    /// Thrown if there is no dead-letter queue.
    final class NoDeadLettersException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public NoDeadLettersException(String message) {
            super(message);
        }
    }

    /// Thrown if the queue is unavailable.
    final class DeadLettersUnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public DeadLettersUnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
