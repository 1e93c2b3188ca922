package io.taskgate.callback.operator;

import io.taskgate.callback.ledger.Ledger.PageToken;
import io.taskgate.callback.model.CallbackId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A position in the order of due times. It names times and records, not places in a list, so that it stays valid
/// while callbacks are registered and settled.
///
/// @param due  everything that was due before is behind the position
/// @param last by partition, the last callback with exactly this due time that is behind the position
record DuePosition(Instant due, Map<Integer, CallbackId> last) {

    static final DuePosition START = new DuePosition(Instant.EPOCH, Map.of());

    DuePosition {
        last = Map.copyOf(last);
    }

    /// Returns the position behind this entry.
    DuePosition after(int partition, PageToken entry) {
        Map<Integer, CallbackId> next = new HashMap<>(entry.due().equals(due) ? last : Map.of());
        next.put(partition, entry.id());
        return new DuePosition(entry.due(), next);
    }

    /// Returns the position within a partition; null for its first callback at [#due].
    @Nullable PageToken in(int partition) {
        CallbackId id = last.get(partition);
        return id == null ? null : new PageToken(due, id);
    }

    String encoded() {
        return due.getEpochSecond() + "." + due.getNano()
                + new TreeMap<>(last)
                        .entrySet().stream()
                                .map(entry -> "," + entry.getKey() + "=" + entry.getValue())
                                .collect(Collectors.joining());
    }

    /// Reads an encoded position; empty if the text is not one.
    static Optional<DuePosition> decode(String text) {
        try {
            String[] parts = text.split(",", -1);
            String[] time = parts[0].split("\\.", -1);
            Map<Integer, CallbackId> last = new HashMap<>();
            for (int i = 1; i < parts.length; i++) {
                String[] entry = parts[i].split("=", 2);
                last.put(Integer.valueOf(entry[0]), new CallbackId(entry[1]));
            }
            return Optional.of(
                    new DuePosition(Instant.ofEpochSecond(Long.parseLong(time[0]), Integer.parseInt(time[1])), last));
        } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }
}
