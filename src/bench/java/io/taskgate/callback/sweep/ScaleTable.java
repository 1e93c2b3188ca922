package io.taskgate.callback.sweep;

import io.taskgate.callback.ledger.Guard;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.Mutation;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackBuilder;
import io.taskgate.callback.model.CallbackErrors;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.ProtocolTimings;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.callback.model.SealedToken;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.model.TokenOrder;
import io.taskgate.callback.vault.TokenVault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A table of millions of pending records in arrays, with workers that send heartbeats every third of their
/// interval until they end. A record is created when it is read. Counts the DynamoDB calls. Times are whole
/// seconds since the start. Thread-safe.
final class ScaleTable {

    static final int SHARDS = 8;

    private static final long NEVER = Long.MAX_VALUE;
    private static final SealedToken NOT_OPENED = new SealedToken("v1.none");

    private final Instant start;
    private final int interval;
    private final TokenVault vault;

    /// The due time of each record in seconds since the start; [#NEVER] if it is not due.
    private final long[] due;

    /// The time of each worker's first heartbeat; the next ones follow every third of the interval.
    private final int[] phase;

    /// The time at which each worker dies.
    private final long[] death;

    private final CallbackState[] state;
    private final Map<Integer, TreeMap<Long, Bucket>> queues = new HashMap<>();

    long reads;
    long pages;
    long rows;
    long writes;
    /// The lateness of each time-out relative to its deadline and margin, in seconds.
    final List<Long> lateness = new ArrayList<>();

    /// Creates a table.
    ///
    /// @param interval the heartbeat interval in seconds
    ScaleTable(int records, int interval, Instant start, TokenVault vault) {
        this.interval = interval;
        this.start = start;
        this.vault = vault;
        due = new long[records];
        phase = new int[records];
        death = new long[records];
        state = new CallbackState[records];
        Random random = new Random(1);
        for (int i = 0; i < records; i++) {
            phase[i] = random.nextInt(interval);
            death[i] = NEVER;
            state[i] = CallbackState.PENDING;
            move(i, firstLook(i, random));
        }
    }

    /// Initializes the records as if they had been processed for a long time: each is due at the deadline of
    /// its last processing.
    private long firstLook(int record, Random random) {
        long due = 0;
        while (due <= 0) {
            due = lastBeat(record, -random.nextInt(interval)) + interval + ProtocolTimings.SKEW_MARGIN.toSeconds();
        }
        return due;
    }

    /// The records that are due in one second, in order of insertion, including records that have moved.
    private static final class Bucket {
        private int[] records = new int[4];
        private int size;

        void add(int record) {
            if (size == records.length) {
                records = Arrays.copyOf(records, 2 * size);
            }
            records[size++] = record;
        }
    }

    /// Ends the worker, which sends no more heartbeats.
    synchronized void die(int record, long second) {
        death[record] = second;
    }

    int records() {
        return due.length;
    }

    private long lastBeat(int record, long now) {
        long until = Math.min(now, death[record] - 1);
        return until - Math.floorMod(until - phase[record], Math.max(1, interval / 3));
    }

    private static int shard(int record) {
        return record % SHARDS;
    }

    private TreeMap<Long, Bucket> queue(Ledger.Queue queue, int shard) {
        return queues.computeIfAbsent(queue.ordinal() * SHARDS + shard, _ -> new TreeMap<>());
    }

    private void move(int record, long to) {
        due[record] = to;
        if (to != NEVER) {
            queue(Ledger.Queue.of(state[record]), shard(record))
                    .computeIfAbsent(to, _ -> new Bucket())
                    .add(record);
        }
    }

    private long second(Instant at) {
        return Duration.between(start, at).toSeconds();
    }

    /// The lateness of the record that has been due the longest; 0 if none is due.
    synchronized long behind(long now) {
        return queues.values().stream()
                .filter(buckets -> !buckets.isEmpty())
                .mapToLong(buckets -> Math.max(0, now - buckets.firstKey()))
                .max()
                .orElse(0);
    }

    private static CallbackId id(int record) {
        return new CallbackId("cb_%027d".formatted(record));
    }

    private static int record(CallbackId id) {
        return Integer.parseInt(id.value().substring(3));
    }

    synchronized Callback find(CallbackId id, Instant now) {
        reads++;
        return callback(record(id), now);
    }

    private Callback callback(int record, Instant now) {
        Instant beat = start.plusSeconds(lastBeat(record, second(now)));
        CallbackId id = id(record);
        SealedToken token = state[record] == CallbackState.SETTLING
                ? vault.seal(TaskToken.of("token-of-record-" + record), id)
                : NOT_OPENED;
        RegisteredTask task = new RegisteredTask(
                "digest",
                token,
                "arn:aws:states:eu-central-1:123456789012:execution:machine:run",
                "Await",
                start,
                Duration.ofSeconds(interval),
                null,
                new RegisteredTask.RequestSize(1000, 1000, null),
                0L);
        Outcome outcome = state[record] == CallbackState.SETTLING
                ? Outcome.own(Outcome.Kind.HEARTBEAT_TIMEOUT, CallbackErrors.HEARTBEAT_TIMEOUT, "silent", "op", start)
                : null;
        return new CallbackBuilder(id, "scale", "orders", "approve", state[record], start)
                .correlationKey("key")
                .owner(new CallbackOwner("key:scale", null))
                .generation(1)
                .order(new TokenOrder(0, start, 0, start))
                .task(task)
                .dispatch(Callback.Dispatch.SENT)
                .heartbeatState(new Callback.HeartbeatState(beat, beat.plusSeconds(interval), 1, null))
                .outcome(outcome)
                .lease(new Callback.Lease(1, state[record] == CallbackState.SETTLING, false))
                .dueAt(due[record] == NEVER ? null : start.plusSeconds(due[record]))
                .build();
    }

    synchronized Ledger.Write apply(CallbackId id, Ledger.Transition transition, Instant now) {
        writes++;
        int record = record(id);
        Callback current = callback(record, now);
        Guard.HeartbeatCondition beat = transition.guard().heartbeat();
        if (!transition.guard().states().contains(current.state())
                || (beat instanceof Guard.HeartbeatCondition.Unchanged(Instant at)
                        && !Objects.equals(current.heartbeatState().lastAt(), at))) {
            return new Ledger.Write.ConditionFailed(current);
        }
        transition.mutations().forEach(edit -> edit(record, edit));
        return new Ledger.Write.Applied(callback(record, now));
    }

    private void edit(int record, Mutation edit) {
        if (edit instanceof Mutation.SetState(CallbackState entered, Instant at, String _)) {
            if (entered == CallbackState.SETTLING && state[record] == CallbackState.PENDING) {
                long deadline = lastBeat(record, second(at)) + interval + ProtocolTimings.SKEW_MARGIN.toSeconds();
                lateness.add(second(at) - deadline);
            }
            state[record] = entered;
        }
        if (edit instanceof Mutation.SetDue(Instant at)) {
            move(record, at == null ? NEVER : (Duration.between(start, at).toMillis() + 999) / 1000);
        }
    }

    synchronized Ledger.DuePage due(
            Ledger.Queue queue, int shard, Instant now, int limit, Ledger.@Nullable PageToken after) {
        pages++;
        List<CallbackId> ids = new ArrayList<>();
        long from = after == null ? 0 : second(after.due());
        int last = after == null ? -1 : record(after.id());
        Ledger.PageToken end = null;
        var head = queue(queue, shard)
                .subMap(from, true, second(now), true)
                .entrySet()
                .iterator();
        while (head.hasNext() && ids.size() < limit) {
            var bucket = head.next();
            last = page(queue, bucket, bucket.getKey() == from ? last : -1, limit, ids);
            if (bucket.getValue().size == 0) {
                head.remove();
            }
            end = last < 0 ? end : new Ledger.PageToken(start.plusSeconds(bucket.getKey()), id(last));
        }
        rows += ids.size();
        return new Ledger.DuePage(ids, ids.size() < limit ? null : end);
    }

    /// Removes the records that have moved.
    private int page(Ledger.Queue queue, Map.Entry<Long, Bucket> of, int after, int limit, List<CallbackId> ids) {
        Bucket bucket = of.getValue();
        int kept = 0;
        boolean passed = after < 0;
        int last = -1;
        for (int i = 0; i < bucket.size; i++) {
            int record = bucket.records[i];
            boolean here = due[record] == of.getKey() && Ledger.Queue.of(state[record]) == queue;
            if (here && passed && ids.size() < limit) {
                ids.add(id(record));
                last = record;
            }
            passed |= record == after;
            if (here || record == after) {
                bucket.records[kept++] = record;
            }
        }
        bucket.size = kept;
        return last;
    }
}
