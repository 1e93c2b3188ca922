package io.taskgate.event.unmatched;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Events that were wrong in themselves, as they wait for a person. Safe for many threads.
public interface DeadLetterQueue {

    /// The most that one call looks at.
    int MOST = 50;

    /// One event.
    ///
    /// @param id     given by the queue; another after it was redriven
    /// @param reason null where taskgate did not bury it: the queue's redrive policy did
    /// @param body   as it came; may hold a task token
    record DeadLetter(String id, Instant since, @Nullable String reason, String body) {}

    /// Some of them, in no order.
    ///
    /// @param most at most [#MOST]
    /// @throws NoDeadLettersException where there is no such queue
    /// @throws DeadLettersUnavailableException where it can't be asked now
    List<DeadLetter> look(int most);

    /// Puts events back into the queue that they came from. Each is there before it is taken out here, so none
    /// is lost;
    /// one may come twice.
    ///
    /// @param ids which; empty for whatever comes first
    /// @param most at most [#MOST]
    /// @return the ids of those that were put back
    /// @throws NoDeadLettersException where there is no such queue
    /// @throws DeadLettersUnavailableException where the queue can't be asked now; some may have been put back
    List<String> redrive(Set<String> ids, int most);

    /// There is no queue for dead letters.
    final class NoDeadLettersException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public NoDeadLettersException(String message) {
            super(message);
        }
    }

    /// Not now.
    final class DeadLettersUnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public DeadLettersUnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
