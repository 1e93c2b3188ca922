package io.taskgate.callback.ledger;

import io.taskgate.callback.ledger.Ledger.Queue;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The callbacks that this process has written and that are due soon: it processes them without reading the due index.
/// What it does not know, or forgets when it ends, the process that reads the index finds. Thread-safe.
@Singleton
public final class UpcomingCallbacks {

    /// Later due times are left to the index, which is read at least this often.
    private static final Duration HORIZON = Duration.ofSeconds(30);

    private static final int MAX_KNOWN = 10_000;

    private final Map<CallbackId, Upcoming> known = new ConcurrentHashMap<>();

    private record Upcoming(Queue queue, Instant due) {}

    /// A callback that is due.
    public record Due(Queue queue, CallbackId id) {}

    /// Takes note of a record that this process has written.
    void written(Callback record) {
        Instant due = record.dueAt();
        if (due == null || (known.size() >= MAX_KNOWN && !known.containsKey(record.id()))) {
            known.remove(record.id());
        } else {
            known.put(record.id(), new Upcoming(Queue.of(record.state()), due));
        }
    }

    /// Removes and returns what is due, and forgets what is due much later.
    ///
    /// @param grace the time for which the process that reads the index has the first go
    public List<Due> takeDue(Instant now, Duration grace) {
        List<Due> taken = new ArrayList<>();
        known.forEach((id, upcoming) -> {
            if (upcoming.due().isAfter(now.plus(HORIZON))) {
                known.remove(id, upcoming);
            } else if (!upcoming.due().plus(grace).isAfter(now) && known.remove(id, upcoming)) {
                taken.add(new Due(upcoming.queue(), id));
            }
        });
        taken.sort(Comparator.comparing(due -> due.id().value()));
        return taken;
    }
}
