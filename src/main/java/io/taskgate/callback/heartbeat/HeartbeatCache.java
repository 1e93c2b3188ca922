package io.taskgate.callback.heartbeat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.ledger.CallbackCache;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// What this process knows of callbacks whose heartbeats come more often than Step Functions must hear of them.
/// Only a
/// memory: what is not here is read from the ledger. At most [#MOST] callbacks, of some 2 KiB each. Safe for
/// many threads.
@Singleton
public final class HeartbeatCache implements CallbackCache {

    static final int MOST = 20_000;

    /// One callback whose worker beats.
    ///
    /// @param pending        the record as last seen, without what a heartbeat does not need
    /// @param interval       the longest silence
    /// @param progressDigest of the progress that the record holds; null where it holds none
    /// @param toldAt         when Step Functions last heard of a heartbeat
    /// @param untold         the last accepted heartbeat that Step Functions has not heard of; null for none
    record Known(
            Callback pending,
            Duration interval,
            @Nullable String progressDigest,
            Instant toldAt,
            @Nullable Instant untold) {

        /// When Step Functions must hear of the next heartbeat: a third of the interval after the last (promise
        /// 10).
        Instant tellAt() {
            return toldAt.plus(interval.dividedBy(3));
        }

        /// Whether this says something that the record does not hold.
        boolean isNews(@Nullable JsonNode progress) {
            return progress != null && !Objects.equals(digest(progress), progressDigest);
        }

        private Known with(Instant newUntold) {
            return new Known(pending, interval, progressDigest, toldAt, newUntold);
        }

        private boolean isSilent(Instant now) {
            return now.isAfter((untold == null ? toldAt : untold).plus(interval));
        }
    }

    private final ConcurrentMap<CallbackId, Known> known = new ConcurrentHashMap<>();

    Optional<Known> find(CallbackId id) {
        return Optional.ofNullable(known.get(id));
    }

    /// What the record says, and when Step Functions last heard of it.
    ///
    /// @return false where no silence is watched, so that each is told at once, or there is no room for more
    boolean learn(Callback pending, Instant toldAt, @Nullable Instant untold) {
        Duration interval = pending.registeredTask().heartbeat();
        if (interval == null) {
            return false;
        }
        if (known.size() >= MOST && !known.containsKey(pending.id())) {
            return false;
        }
        JsonNode progress = pending.pulse().progress();
        Known fresh = new Known(slim(pending), interval, progress == null ? null : digest(progress), toldAt, untold);
        known.merge(pending.id(), fresh, HeartbeatCache::newer);
        return true;
    }

    /// One more that Step Functions has not heard of.
    ///
    /// @return false where the callback was forgotten meanwhile
    boolean absorb(CallbackId id, Instant at) {
        return known.computeIfPresent(id, (key, was) -> was.with(at)) != null;
    }

    @Override
    public void forget(CallbackId id) {
        known.remove(id);
    }

    /// Those that Step Functions must hear of by then.
    List<Known> untold(Instant by) {
        return known.values().stream()
                .filter(beat -> beat.untold() != null)
                .filter(beat -> !beat.tellAt().isAfter(by))
                .toList();
    }

    /// Forgets those that have been silent for a whole interval.
    void forgetSilent(Instant now) {
        known.values().removeIf(beat -> beat.isSilent(now));
    }

    /// A heartbeat that came while another was told is kept; a newer generation starts anew, and an older one
    /// that is learnt late changes nothing.
    private static Known newer(Known was, Known fresh) {
        if (was.pending().generation() > fresh.pending().generation()) {
            return was;
        }
        Instant meanwhile = was.untold();
        if (meanwhile == null || was.pending().generation() != fresh.pending().generation()) {
            return fresh;
        }
        Instant dealtWith = fresh.untold() == null ? fresh.toldAt() : fresh.untold();
        return meanwhile.isAfter(dealtWith) ? fresh.with(meanwhile) : fresh;
    }

    private static String digest(JsonNode progress) {
        return CallbackId.sha256Hex(progress.toString());
    }

    private static Callback slim(Callback full) {
        Callback.Pulse pulse = full.pulse();
        return full.toBuilder()
                .request(null)
                .pulse(new Callback.Pulse(pulse.beatAt(), pulse.deadline(), pulse.beats(), null))
                .outcome(null)
                .late(null)
                .past(List.of())
                .history(List.of())
                .build();
    }
}
