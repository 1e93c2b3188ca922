package io.taskgate.aws.dynamodb;

import static io.taskgate.aws.dynamodb.AttributeValueConverter.of;
import static io.taskgate.aws.dynamodb.AttributeValueConverter.put;

import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackBuilder;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.callback.model.TokenOrder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Maps a callback to a DynamoDB item, and back. No other class knows both.
final class CallbackItemMapper {

    /// The number of shards of the due index. After a change, both numbers must be swept as long as old records are
    /// due.
    static final int SHARDS = 8;

    /// The version of the layout that this class reads and writes; items of the first one do not name it.
    static final int VERSION = 1;

    private CallbackItemMapper() {}

    /// The shard of the due index for a record in this state.
    static String shard(CallbackId id, CallbackState state) {
        return shard(Ledger.Queue.of(state), id);
    }

    static String shard(Ledger.Queue queue, CallbackId id) {
        return shard(queue, Math.floorMod(id.value().hashCode(), SHARDS));
    }

    static String shard(Ledger.Queue queue, int number) {
        return switch (queue) {
            case TIMERS -> "d" + number;
            case REPORTS -> "r" + number;
        };
    }

    static Map<String, AttributeValue> write(Callback callback) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(AttributeNames.ID, of(callback.id().value()));
        item.put(AttributeNames.TENANT, of(callback.tenant()));
        item.put(AttributeNames.SERVICE, of(callback.service()));
        item.put(AttributeNames.OPERATION, of(callback.operation()));
        put(item, AttributeNames.KEY, callback.correlationKey());
        if (callback.owner() != null) {
            item.put(AttributeNames.PRINCIPAL, of(callback.owner().principal()));
            AttributeValueConverter.putCompact(
                    item, AttributeNames.STATE_MACHINE, callback.owner().stateMachineArn());
        }
        item.put(AttributeNames.STATE, of(callback.state().name()));
        item.put(AttributeNames.GENERATION, of(callback.generation()));
        putIfPresent(item, AttributeNames.ORDER, TaskItemMapper.order(callback.order()));
        RegisteredTask task = callback.task();
        if (task != null) {
            item.put(AttributeNames.TASK, TaskItemMapper.write(task, callback.order()));
            // Only waiting records are in the index of executions.
            if (callback.state() == CallbackState.PENDING && task.executionArn() != null) {
                item.put(AttributeNames.EXECUTION, TaskItemMapper.executionKey(task.executionArn()));
            }
        }
        putIfPresent(item, AttributeNames.DISPATCH, dispatch(callback.dispatch()));
        if (callback.request() != null) {
            item.put(AttributeNames.REQUEST, OutcomeItemMapper.payload(callback.request()));
        }
        writeHeartbeatState(item, callback.heartbeatState());
        if (callback.outcome() != null) {
            item.put(AttributeNames.OUTCOME, OutcomeItemMapper.outcome(callback.outcome()));
        }
        item.put(AttributeNames.FENCE, of(callback.lease().fence()));
        putIfPresent(item, AttributeNames.LEASE_HELD, flag(callback.lease().held()));
        putIfPresent(item, AttributeNames.AMBIGUOUS, flag(callback.lease().inDoubt()));
        if (callback.lateAnswer() != null) {
            item.put(AttributeNames.LATE_ANSWER, OutcomeItemMapper.outcome(callback.lateAnswer()));
        }
        if (!callback.pastGenerations().isEmpty()) {
            item.put(AttributeNames.PAST_GENERATIONS, OutcomeItemMapper.past(callback.pastGenerations()));
        }
        item.put(AttributeNames.HISTORY, HistoryItemMapper.write(callback.history()));
        if (callback.dueAt() != null) {
            item.put(AttributeNames.DUE, of(callback.dueAt()));
            item.put(AttributeNames.DUE_SHARD, of(shard(callback.id(), callback.state())));
        }
        put(item, AttributeNames.REASON, callback.reason());
        item.put(AttributeNames.CHANGED_AT, of(callback.changedAt()));
        if (callback.revokedLinks() > 0) {
            item.put(AttributeNames.REVOKED_LINKS, of(callback.revokedLinks()));
        }
        return item;
    }

    private static void writeHeartbeatState(Map<String, AttributeValue> item, Callback.HeartbeatState pulse) {
        put(item, AttributeNames.LAST_HEARTBEAT_AT, pulse.lastAt());
        put(item, AttributeNames.HEARTBEAT_DEADLINE, pulse.deadline());
        if (pulse.count() > 0) {
            item.put(AttributeNames.HEARTBEAT_COUNT, of(pulse.count()));
        }
        if (pulse.progress() != null) {
            item.put(AttributeNames.PROGRESS, OutcomeItemMapper.json(pulse.progress()));
        }
    }

    private static void putIfPresent(Map<String, AttributeValue> item, String name, @Nullable AttributeValue value) {
        if (value != null) {
            item.put(name, value);
        }
    }

    /// Null for false, which the item leaves out.
    static @Nullable AttributeValue flag(boolean is) {
        return is ? of(true) : null;
    }

    /// @throws Ledger.NewerRecordException if the item is of a newer layout
    static Callback read(Map<String, AttributeValue> item) {
        if (AttributeValueConverter.number(item, AttributeNames.LAYOUT) > VERSION) {
            throw new Ledger.NewerRecordException("The record "
                    + AttributeValueConverter.required(item, AttributeNames.ID)
                    + " was written by a newer version of taskgate.");
        }
        Map<String, AttributeValue> task = map(item, AttributeNames.TASK);
        AttributeValue request = item.get(AttributeNames.REQUEST);
        TokenOrder order = TaskItemMapper.readOrder(item.get(AttributeNames.ORDER));
        return new CallbackBuilder(
                        new CallbackId(AttributeValueConverter.required(item, AttributeNames.ID)),
                        AttributeValueConverter.required(item, AttributeNames.TENANT),
                        AttributeValueConverter.required(item, AttributeNames.SERVICE),
                        AttributeValueConverter.required(item, AttributeNames.OPERATION),
                        CallbackState.valueOf(AttributeValueConverter.required(item, AttributeNames.STATE)),
                        AttributeValueConverter.requiredInstant(item, AttributeNames.CHANGED_AT))
                .correlationKey(AttributeValueConverter.text(item, AttributeNames.KEY))
                .owner(readOwner(item))
                .generation(AttributeValueConverter.number(item, AttributeNames.GENERATION))
                .order(order)
                .task(task == null ? null : TaskItemMapper.read(task, order))
                .dispatch(readDispatch(AttributeValueConverter.text(item, AttributeNames.DISPATCH)))
                .request(request == null ? null : OutcomeItemMapper.readPayload(request))
                .heartbeatState(readHeartbeatState(item))
                .outcome(OutcomeItemMapper.readOutcome(item.get(AttributeNames.OUTCOME)))
                .lease(readLease(item))
                .lateAnswer(OutcomeItemMapper.readOutcome(item.get(AttributeNames.LATE_ANSWER)))
                .pastGenerations(OutcomeItemMapper.list(item, AttributeNames.PAST_GENERATIONS).stream()
                        .map(OutcomeItemMapper::readPast)
                        .toList())
                .history(HistoryItemMapper.read(OutcomeItemMapper.list(item, AttributeNames.HISTORY)))
                .dueAt(AttributeValueConverter.instant(item, AttributeNames.DUE))
                .reason(AttributeValueConverter.text(item, AttributeNames.REASON))
                .revokedLinks(
                        item.containsKey(AttributeNames.REVOKED_LINKS)
                                ? AttributeValueConverter.number(item, AttributeNames.REVOKED_LINKS)
                                : 0)
                .build();
    }

    private static Callback.HeartbeatState readHeartbeatState(Map<String, AttributeValue> item) {
        return new Callback.HeartbeatState(
                AttributeValueConverter.instant(item, AttributeNames.LAST_HEARTBEAT_AT),
                AttributeValueConverter.instant(item, AttributeNames.HEARTBEAT_DEADLINE),
                AttributeValueConverter.number(item, AttributeNames.HEARTBEAT_COUNT),
                OutcomeItemMapper.readJson(item, AttributeNames.PROGRESS));
    }

    private static Callback.Lease readLease(Map<String, AttributeValue> item) {
        return new Callback.Lease(
                AttributeValueConverter.number(item, AttributeNames.FENCE),
                AttributeValueConverter.flag(item, AttributeNames.LEASE_HELD),
                AttributeValueConverter.flag(item, AttributeNames.AMBIGUOUS));
    }

    private static @Nullable CallbackOwner readOwner(Map<String, AttributeValue> item) {
        String principal = AttributeValueConverter.text(item, AttributeNames.PRINCIPAL);
        return principal == null
                ? null
                : new CallbackOwner(principal, AttributeValueConverter.text(item, AttributeNames.STATE_MACHINE));
    }

    private static @Nullable Map<String, AttributeValue> map(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        return value == null ? null : value.m();
    }

    /// Null for no dispatch, which the item leaves out.
    static @Nullable AttributeValue dispatch(Callback.Dispatch dispatch) {
        return switch (dispatch) {
            case NEEDED -> of("N");
            case SENT -> of("S");
            case NONE -> null;
        };
    }

    private static Callback.Dispatch readDispatch(@Nullable String code) {
        return switch (code) {
            case null -> Callback.Dispatch.NONE;
            case "N" -> Callback.Dispatch.NEEDED;
            case "S" -> Callback.Dispatch.SENT;
            default -> throw new IllegalStateException("The ledger item has an unknown dispatch state.");
        };
    }
}
