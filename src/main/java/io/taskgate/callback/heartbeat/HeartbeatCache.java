package io.taskgate.callback.heartbeat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.ledger.CallbackCache;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.crypto.Sha256;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// A cache of the callbacks whose heartbeats come more often than they are sent to Step Functions. A callback
/// that is not in it is read from the ledger. Holds at most [#MAX_ENTRIES] callbacks of about 2 KiB each.
/// Thread-safe.
@Singleton
public final class HeartbeatCache implements CallbackCache {

    static final int MAX_ENTRIES = 20_000;

    /// One callback whose worker sends heartbeats.
    ///
    /// @param pending the record as last read, without the fields that a heartbeat does not need
    /// @param interval the longest time without a heartbeat
    /// @param progressDigest the digest of the record's progress; null if it has none
    /// @param sentAt the time at which a heartbeat was last sent to Step Functions
    /// @param unsentAt the time of the last accepted heartbeat that was not sent to Step Functions; null for
    ///     none
    record Entry(
            Callback pending,
            Duration interval,
            @Nullable String progressDigest,
            Instant sentAt,
            @Nullable Instant unsentAt) {

        /// The time at which the next heartbeat must be sent: a third of the interval after the last one
        /// (promise 10), or after the one that the record has where that is older: an absorbed
        /// heartbeat is sent later than it came, and the sweep times out by the record.
        Instant sendDueAt() {
            Instant stored = pending.heartbeatState().lastAt();
            Instant last = stored != null && stored.isBefore(sentAt) ? stored : sentAt;
            return last.plus(interval.dividedBy(3));
        }

        /// Returns whether this progress differs from the progress in the record.
        boolean changesProgress(@Nullable JsonNode progress) {
            return progress != null && !Objects.equals(digest(progress), progressDigest);
        }

        private Entry with(Instant newUntold) {
            return new Entry(pending, interval, progressDigest, sentAt, newUntold);
        }

        private boolean isSilent(Instant now) {
            return now.isAfter((unsentAt == null ? sentAt : unsentAt).plus(interval));
        }
    }

    private final ConcurrentMap<CallbackId, Entry> entries = new ConcurrentHashMap<>();

    Optional<Entry> find(CallbackId id) {
        return Optional.ofNullable(entries.get(id));
    }

    /// Stores a record and the time at which a heartbeat was last sent.
    ///
    /// @return false if the record has no heartbeat interval, so that each heartbeat is sent at once, or if the
    ///     cache is full
    boolean put(Callback pending, Instant toldAt, @Nullable Instant untold) {
        Duration interval = pending.registeredTask().heartbeat();
        if (interval == null) {
            return false;
        }
        if (entries.size() >= MAX_ENTRIES && !entries.containsKey(pending.id())) {
            return false;
        }
        JsonNode progress = pending.heartbeatState().progress();
        Entry fresh = new Entry(slim(pending), interval, progress == null ? null : digest(progress), toldAt, untold);
        entries.merge(pending.id(), fresh, HeartbeatCache::newer);
        return true;
    }

    /// Records a heartbeat that is not sent to Step Functions now.
    ///
    /// @return false if the callback has been removed from the cache
    boolean absorb(CallbackId id, Instant at) {
        return entries.computeIfPresent(id, (key, was) -> was.with(at)) != null;
    }

    @Override
    public void forget(CallbackId id) {
        entries.remove(id);
    }

    /// The callbacks whose heartbeat must be sent by this time.
    List<Entry> dueForRelay(Instant by) {
        return entries.values().stream()
                .filter(beat -> beat.unsentAt() != null)
                .filter(beat -> !beat.sendDueAt().isAfter(by))
                .toList();
    }

    /// Removes the callbacks that have had no heartbeat for a whole interval.
    void evictSilent(Instant now) {
        entries.values().removeIf(beat -> beat.isSilent(now));
    }

    /// Merges two entries: a heartbeat that came while another one was being sent is kept. A newer generation
    /// replaces an older one; an older one changes nothing.
    private static Entry newer(Entry was, Entry fresh) {
        if (was.pending().generation() > fresh.pending().generation()) {
            return was;
        }
        Instant meanwhile = was.unsentAt();
        if (meanwhile == null || was.pending().generation() != fresh.pending().generation()) {
            return fresh;
        }
        Instant dealtWith = fresh.unsentAt() == null ? fresh.sentAt() : fresh.unsentAt();
        return meanwhile.isAfter(dealtWith) ? fresh.with(meanwhile) : fresh;
    }

    private static String digest(JsonNode progress) {
        return Sha256.hex(progress.toString());
    }

    private static Callback slim(Callback full) {
        Callback.HeartbeatState pulse = full.heartbeatState();
        return full.toBuilder()
                .request(null)
                .heartbeatState(new Callback.HeartbeatState(pulse.lastAt(), pulse.deadline(), pulse.count(), null))
                .outcome(null)
                .lateAnswer(null)
                .pastGenerations(List.of())
                .history(List.of())
                .build();
    }
}
