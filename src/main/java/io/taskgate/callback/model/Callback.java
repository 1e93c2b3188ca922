package io.taskgate.callback.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.claimcheck.PayloadOwner;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The record of one awaited answer: one item of the ledger per correlation, for all its generations.
///
/// @param tenant         the caller's tenant: part of the id
/// @param correlationKey the business key; null where the token itself is the correlation
/// @param owner          who may take it over; null while EARLY
/// @param generation     counts the tokens that came for this work, from 1; 0 while only an early answer is
/// here
/// @param order          the current token's order; [TokenOrder#NONE] while EARLY
/// @param task           what the current registration brought; null while EARLY
/// @param dispatch       whether the request is out
/// @param request        the shaped request, kept until it is published
/// @param pulse          the worker's heartbeats
/// @param outcome        the one committed outcome of the current generation
/// @param lease          who may report it
/// @param late           an answer that found its task gone, kept for a newer token
/// @param past           ended generations, oldest first, at most [#MAX_PAST]
/// @param history        what happened, oldest first
/// @param dueAt          when the sweep looks at it next; null where it need not
/// @param reason         why it stands where it stands, for a person; null where that goes without saying
/// @param changedAt      when it came into its state
/// @param revokedLinks   the links of all generations up to this one are revoked; 0 where none are
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
        Pulse pulse,
        @Nullable Outcome outcome,
        Lease lease,
        @Nullable Outcome late,
        List<Past> past,
        List<Entry> history,
        @Nullable Instant dueAt,
        @Nullable String reason,
        Instant changedAt,
        long revokedLinks) {

    /// How many ended generations a record remembers, to know their tokens and answers again.
    public static final int MAX_PAST = 16;

    /// How many history entries are carried into a new generation.
    public static final int MAX_HISTORY = 40;

    /// Whether the request of the current generation has been published.
    public enum Dispatch {
        /// It must be, and may have been: publish (again).
        NEEDED,
        /// The bus or the service took it.
        SENT,
        /// There is none: the answer was here first.
        NONE
    }

    /// The worker's signs of life.
    ///
    /// @param beatAt   the last heartbeat of this generation that was written
    /// @param deadline when silence becomes a time-out; null where none is watched
    /// @param beats    how many heartbeats were written; more may have been absorbed
    /// @param progress what the worker last said of its progress
    public record Pulse(
            @Nullable Instant beatAt,
            @Nullable Instant deadline,
            long beats,
            @Nullable JsonNode progress) {
        public static final Pulse NONE = new Pulse(null, null, 0, null);
    }

    /// The right to report.
    ///
    /// @param fence counts the holders of this generation's report: a stale one loses its write
    /// @param held  whether its holder may still be at work
    /// @param doubt whether an earlier send may have been taken although no reply came
    public record Lease(long fence, boolean held, boolean doubt) {
        public static final Lease NONE = new Lease(0, false, false);
    }

    /// An ended generation.
    public record Past(
            long generation,
            String tokenDigest,
            CallbackState state,
            Outcome.@Nullable Kind kind,
            @Nullable String digest,
            @Nullable String operationId) {}

    /// One line of the record's history. Never holds a token or a payload.
    public record Entry(Instant at, String event, @Nullable String detail) {}

    /// Who owns what the boundaries of its operation check in.
    public PayloadOwner payloadOwner() {
        return PayloadOwner.ofService(tenant, service);
    }

    /// When its worker was last heard of: the last heartbeat that was written, else the registration.
    public Instant lastSign() {
        return Objects.requireNonNullElse(pulse.beatAt(), registeredTask().registeredAt());
    }

    /// The registration's part.
    ///
    /// @throws IllegalStateException while only an early answer is here
    public RegisteredTask registeredTask() {
        if (task == null) {
            throw new IllegalStateException(id + " has no registration");
        }
        return task;
    }

    /// The one outcome.
    ///
    /// @throws IllegalStateException where nothing is committed
    public Outcome committedOutcome() {
        if (outcome == null) {
            throw new IllegalStateException(id + " has no outcome");
        }
        return outcome;
    }

    /// Whether a newer token of this owner may take the record: it is the owner's, it has no owner yet (EARLY),
    /// or its
    /// ownership ended, 14 days after the callback did.
    public boolean mayBeTakenBy(CallbackOwner other, Instant now) {
        return owner == null
                || owner.equals(other)
                || (state.isEnd() && !now.isBefore(changedAt.plus(ProtocolTimings.OWNED)));
    }

    /// A builder that starts from this record.
    public CallbackBuilder toBuilder() {
        return new CallbackBuilder(this);
    }

    /// The same record with its payloads stored elsewhere.
    public Callback withPayloads(@Nullable Payload newRequest, @Nullable Outcome newOutcome) {
        return toBuilder().request(newRequest).outcome(newOutcome).build();
    }

    /// Constant for a generation: the receiver of a request that was published twice knows it again by this.
    public String requestId() {
        return "rq_" + id.value().substring(3) + "." + generation;
    }
}
