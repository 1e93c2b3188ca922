package io.taskgate.callback.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.claimcheck.PayloadOwner;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The record of one awaited answer: one item of the ledger for each correlation, for all its generations.
///
/// @param tenant the caller's tenant: part of the ID
/// @param correlationKey the correlation key; null if the token itself is the correlation
/// @param owner the owner, whose newer token may take over the record; null while EARLY
/// @param generation the number of tokens that came for this work, from 1; 0 while there is only an early
///     answer
/// @param order the order of the current token; [TokenOrder#NONE] while EARLY
/// @param task the current registration; null while EARLY
/// @param dispatch whether the request was sent
/// @param request the shaped request, stored until it is sent
/// @param heartbeatState the worker's heartbeats
/// @param outcome the one committed outcome of the current generation
/// @param lease the right to report it
/// @param lateAnswer an answer to a closed task, stored for a newer token
/// @param pastGenerations the ended generations, oldest first, at most [#MAX_PAST]
/// @param history the events of the record, oldest first
/// @param dueAt the time at which the sweep processes the record next; null for never
/// @param reason the reason of the state, for people; null if there is none
/// @param changedAt the time at which it entered its state
/// @param revokedLinks the last generation whose links are revoked; 0 for none
public record Callback(
        CallbackId id,
        String tenant,
        String service,
        String operation,
        @Nullable String correlationKey,
        @Nullable CallbackOwner owner,
        CallbackState state,
        long generation,
        TokenOrder order,
        @Nullable RegisteredTask task,
        Dispatch dispatch,
        @Nullable Payload request,
        HeartbeatState heartbeatState,
        @Nullable Outcome outcome,
        Lease lease,
        @Nullable Outcome lateAnswer,
        List<PastGeneration> pastGenerations,
        List<HistoryEntry> history,
        @Nullable Instant dueAt,
        @Nullable String reason,
        Instant changedAt,
        long revokedLinks) {

    /// The number of ended generations that a record keeps, to recognize their tokens and answers.
    public static final int MAX_PAST = 16;

    /// The number of history entries that are carried over to a new generation.
    public static final int MAX_HISTORY = 40;

    /// The size from which a history takes no more entries about what may happen any number of times.
    private static final int FULL_HISTORY_BYTES = 2_048;

    /// The dispatch state of the current generation's request.
    public enum Dispatch {
        /// It must be sent, and may have been sent already.
        NEEDED,
        /// The event bus or the service has accepted it.
        SENT,
        /// There is no request: the answer was stored before.
        NONE
    }

    /// The heartbeats of a generation.
    ///
    /// @param lastAt the time of the last heartbeat that was written
    /// @param deadline the time at which the worker is timed out; null if there is no heartbeat interval
    /// @param count the number of heartbeats that were written; more may have been absorbed
    /// @param progress the last progress
    public record HeartbeatState(
            @Nullable Instant lastAt,
            @Nullable Instant deadline,
            long count,
            @Nullable JsonNode progress) {
        public static final HeartbeatState NONE = new HeartbeatState(null, null, 0, null);
    }

    /// The right to report.
    ///
    /// @param fence the number of holders of this generation's report: a stale holder loses its write
    /// @param held whether its holder may still be reporting
    /// @param inDoubt whether an earlier send may have been accepted although no response came
    public record Lease(long fence, boolean held, boolean inDoubt) {
        public static final Lease NONE = new Lease(0, false, false);
    }

    /// An ended generation.
    public record PastGeneration(
            long generation,
            String tokenDigest,
            CallbackState state,
            Outcome.@Nullable Kind kind,
            @Nullable String digest,
            @Nullable String operationId) {}

    /// An entry of the history. Never holds a token or a payload. A longer detail than [#MAX_DETAIL] is clipped: every
    /// write of the record pays for it.
    public record HistoryEntry(
            Instant at, String event, @Nullable String detail) {

        /// The longest detail, in UTF-16 units.
        public static final int MAX_DETAIL = 256;

        public HistoryEntry {
            if (detail != null && detail.length() > MAX_DETAIL) {
                int end = Character.isHighSurrogate(detail.charAt(MAX_DETAIL - 1)) ? MAX_DETAIL - 1 : MAX_DETAIL;
                detail = detail.substring(0, end);
            }
        }

        /// The size in the ledger, about.
        int bytes() {
            return 12 + event.length() + (detail == null ? 0 : detail.length());
        }
    }

    /// Returns whether the history takes no more entries about what may happen any number of times.
    public boolean hasFullHistory() {
        return history.size() >= MAX_HISTORY
                || history.stream().mapToInt(HistoryEntry::bytes).sum() >= FULL_HISTORY_BYTES;
    }

    /// The latest entries of the history that a new generation keeps: fewer than [#MAX_HISTORY], and half of what
    /// fills it.
    public List<HistoryEntry> recentHistory() {
        int from = history.size();
        int bytes = 0;
        while (from > 0 && history.size() - from < MAX_HISTORY - 1) {
            bytes += history.get(from - 1).bytes();
            if (bytes > FULL_HISTORY_BYTES / 2) {
                break;
            }
            from--;
        }
        return history.subList(from, history.size());
    }

    /// The owner of the payloads that the boundaries of its operation check in.
    public PayloadOwner payloadOwner() {
        return PayloadOwner.ofService(tenant, service);
    }

    /// The time of its worker's last sign of life: the last heartbeat that was written, otherwise the
    /// registration.
    public Instant lastHeardAt() {
        return Objects.requireNonNullElse(
                heartbeatState.lastAt(), registeredTask().registeredAt());
    }

    /// The current registration.
    ///
    /// @throws IllegalStateException if there is only an early answer
    public RegisteredTask registeredTask() {
        if (task == null) {
            throw new IllegalStateException(id + " has no registration");
        }
        return task;
    }

    /// The committed outcome.
    ///
    /// @throws IllegalStateException if no outcome is committed
    public Outcome committedOutcome() {
        if (outcome == null) {
            throw new IllegalStateException(id + " has no outcome");
        }
        return outcome;
    }

    /// Returns whether a newer token of this owner may take over the record: it is the owner's, the record has
    /// no owner yet (EARLY), or the ownership ended, 14 days after the callback did.
    public boolean mayBeTakenBy(CallbackOwner other, Instant now) {
        return owner == null
                || owner.equals(other)
                || (state.isEnd() && !now.isBefore(changedAt.plus(ProtocolTimings.OWNERSHIP_RETENTION)));
    }

    /// A builder that starts from this record.
    public CallbackBuilder toBuilder() {
        return new CallbackBuilder(this);
    }

    /// The same record with its payloads stored elsewhere.
    public Callback withPayloads(@Nullable Payload newRequest, @Nullable Outcome newOutcome) {
        return toBuilder().request(newRequest).outcome(newOutcome).build();
    }

    /// The request ID, constant for a generation: the receiver of a request that was sent twice recognizes it.
    public String requestId() {
        return "rq_" + id.value().substring(3) + "." + generation;
    }
}
