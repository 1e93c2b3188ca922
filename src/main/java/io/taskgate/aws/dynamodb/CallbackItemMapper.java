package io.taskgate.aws.dynamodb;

import static io.taskgate.aws.dynamodb.AttributeValueConverter.of;
import static io.taskgate.aws.dynamodb.AttributeValueConverter.put;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackBuilder;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.callback.model.SealedToken;
import io.taskgate.callback.model.TokenOrder;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.payload.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Maps a callback to a DynamoDB item, and back. No other class knows both.
final class CallbackItemMapper {

    /// The number of shards of the due index. After a change, both numbers must be swept as long as old records are
    /// due.
    static final int SHARDS = 8;

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
            put(item, AttributeNames.STATE_MACHINE, callback.owner().stateMachineArn());
        }
        item.put(AttributeNames.STATE, of(callback.state().name()));
        item.put(AttributeNames.GENERATION, of(callback.generation()));
        item.put(AttributeNames.ORDER, of(callback.order().encoded()));
        if (callback.task() != null) {
            item.put(AttributeNames.TASK, task(callback.task()));
            // Only waiting records are in the index of executions.
            put(
                    item,
                    AttributeNames.EXECUTION,
                    callback.state() == CallbackState.PENDING ? callback.task().executionArn() : null);
        }
        item.put(AttributeNames.DISPATCH, of(callback.dispatch().name()));
        if (callback.request() != null) {
            item.put(AttributeNames.REQUEST, payload(callback.request()));
        }
        writeHeartbeatState(item, callback.heartbeatState());
        if (callback.outcome() != null) {
            item.put(AttributeNames.OUTCOME, outcome(callback.outcome()));
            item.put(AttributeNames.OPERATION_ID, of(callback.outcome().operationId()));
        }
        item.put(AttributeNames.FENCE, of(callback.lease().fence()));
        item.put(AttributeNames.LEASE_HELD, of(callback.lease().held()));
        item.put(AttributeNames.AMBIGUOUS, of(callback.lease().inDoubt()));
        if (callback.lateAnswer() != null) {
            item.put(AttributeNames.LATE_ANSWER, outcome(callback.lateAnswer()));
        }
        item.put(AttributeNames.PAST_GENERATIONS, past(callback.pastGenerations()));
        item.put(AttributeNames.HISTORY, history(callback.history()));
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
        item.put(AttributeNames.HEARTBEAT_COUNT, of(pulse.count()));
        if (pulse.progress() != null) {
            item.put(AttributeNames.PROGRESS, json(pulse.progress()));
        }
    }

    static Callback read(Map<String, AttributeValue> item) {
        Map<String, AttributeValue> task = map(item, AttributeNames.TASK);
        Map<String, AttributeValue> request = map(item, AttributeNames.REQUEST);
        Map<String, AttributeValue> outcome = map(item, AttributeNames.OUTCOME);
        Map<String, AttributeValue> late = map(item, AttributeNames.LATE_ANSWER);
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
                .order(TokenOrder.decode(AttributeValueConverter.required(item, AttributeNames.ORDER)))
                .task(task == null ? null : readTask(task))
                .dispatch(Callback.Dispatch.valueOf(AttributeValueConverter.required(item, AttributeNames.DISPATCH)))
                .request(request == null ? null : readPayload(request))
                .heartbeatState(readHeartbeatState(item))
                .outcome(outcome == null ? null : readOutcome(outcome))
                .lease(readLease(item))
                .lateAnswer(late == null ? null : readOutcome(late))
                .pastGenerations(list(item, AttributeNames.PAST_GENERATIONS).stream()
                        .map(CallbackItemMapper::readPast)
                        .toList())
                .history(list(item, AttributeNames.HISTORY).stream()
                        .map(CallbackItemMapper::readEntry)
                        .toList())
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
                readJson(item, AttributeNames.PROGRESS));
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

    static AttributeValue task(RegisteredTask task) {
        Map<String, AttributeValue> map = new HashMap<>();
        map.put("tokenDigest", of(task.tokenDigest()));
        map.put("token", of(task.token().text()));
        put(map, "executionArn", task.executionArn());
        put(map, "stateName", task.stateName());
        map.put("registeredAt", of(task.registeredAt()));
        if (task.heartbeat() != null) {
            map.put("heartbeatMillis", of(task.heartbeat().toMillis()));
        }
        put(map, "deadline", task.deadline());
        map.put("bytesIn", of(task.request().bytesIn()));
        map.put("bytesOut", of(task.request().bytesOut()));
        if (task.mergedSize() != null) {
            map.put("mergedSize", of(task.mergedSize()));
        }
        if (task.request().reference() != null) {
            map.put("reference", json(task.request().reference().toJson()));
        }
        return AttributeValue.fromM(map);
    }

    private static RegisteredTask readTask(Map<String, AttributeValue> map) {
        JsonNode reference = readJson(map, "reference");
        return new RegisteredTask(
                AttributeValueConverter.required(map, "tokenDigest"),
                new SealedToken(AttributeValueConverter.required(map, "token")),
                AttributeValueConverter.text(map, "executionArn"),
                AttributeValueConverter.text(map, "stateName"),
                AttributeValueConverter.requiredInstant(map, "registeredAt"),
                map.containsKey("heartbeatMillis")
                        ? Duration.ofMillis(AttributeValueConverter.number(map, "heartbeatMillis"))
                        : null,
                AttributeValueConverter.instant(map, "deadline"),
                new RegisteredTask.RequestSize(
                        AttributeValueConverter.number(map, "bytesIn"),
                        AttributeValueConverter.number(map, "bytesOut"),
                        reference == null ? null : reference(reference)),
                map.containsKey("mergedSize") ? AttributeValueConverter.number(map, "mergedSize") : null);
    }

    static AttributeValue payload(Payload payload) {
        return AttributeValue.fromM(
                switch (payload) {
                    case Payload.Inline inline -> Map.of("inline", of(inline.json()));
                    case Payload.CheckedIn checkedIn ->
                        Map.of("checkedIn", json(checkedIn.reference().toJson()));
                    case Payload.Parked parked ->
                        Map.of("parked", json(parked.reference().toJson()));
                });
    }

    private static Payload readPayload(Map<String, AttributeValue> map) {
        AttributeValue inline = map.get("inline");
        if (inline != null) {
            return new Payload.Inline(inline.b().asByteArray());
        }
        JsonNode checkedIn = readJson(map, "checkedIn");
        if (checkedIn != null) {
            return new Payload.CheckedIn(reference(checkedIn));
        }
        JsonNode parked = readJson(map, "parked");
        if (parked != null) {
            return new Payload.Parked(reference(parked));
        }
        throw new IllegalStateException("The ledger item has a payload of an unknown kind.");
    }

    private static PayloadReference reference(JsonNode json) {
        return PayloadReference.fromJson(json)
                .orElseThrow(() -> new IllegalStateException("The ledger item has an invalid reference."));
    }

    static AttributeValue outcome(Outcome outcome) {
        Map<String, AttributeValue> map = new HashMap<>();
        map.put("kind", of(outcome.kind().name()));
        put(map, "error", outcome.error());
        put(map, "cause", outcome.cause());
        if (outcome.result() != null) {
            map.put("result", payload(outcome.result()));
        }
        map.put("digest", of(outcome.digest()));
        map.put(AttributeNames.OPERATION_ID, of(outcome.operationId()));
        map.put("at", of(outcome.at()));
        if (!outcome.changes().isEmpty()) {
            map.put("changes", AdjustmentItemMapper.write(outcome.changes()));
        }
        return AttributeValue.fromM(map);
    }

    private static Outcome readOutcome(Map<String, AttributeValue> map) {
        Map<String, AttributeValue> result = map(map, "result");
        return new Outcome(
                Outcome.Kind.valueOf(AttributeValueConverter.required(map, "kind")),
                AttributeValueConverter.text(map, "error"),
                AttributeValueConverter.text(map, "cause"),
                result == null ? null : readPayload(result),
                AttributeValueConverter.required(map, "digest"),
                AttributeValueConverter.required(map, AttributeNames.OPERATION_ID),
                AttributeValueConverter.requiredInstant(map, "at"),
                AdjustmentItemMapper.read(list(map, "changes")));
    }

    static AttributeValue past(List<Callback.PastGeneration> past) {
        return AttributeValue.fromL(
                past.stream().map(CallbackItemMapper::pastEntry).toList());
    }

    private static AttributeValue pastEntry(Callback.PastGeneration past) {
        Map<String, AttributeValue> map = new HashMap<>();
        map.put("generation", of(past.generation()));
        map.put("tokenDigest", of(past.tokenDigest()));
        map.put("state", of(past.state().name()));
        put(map, "kind", past.kind() == null ? null : past.kind().name());
        put(map, "digest", past.digest());
        put(map, AttributeNames.OPERATION_ID, past.operationId());
        return AttributeValue.fromM(map);
    }

    private static Callback.PastGeneration readPast(AttributeValue value) {
        Map<String, AttributeValue> map = value.m();
        String kind = AttributeValueConverter.text(map, "kind");
        return new Callback.PastGeneration(
                AttributeValueConverter.number(map, "generation"),
                AttributeValueConverter.required(map, "tokenDigest"),
                CallbackState.valueOf(AttributeValueConverter.required(map, "state")),
                kind == null ? null : Outcome.Kind.valueOf(kind),
                AttributeValueConverter.text(map, "digest"),
                AttributeValueConverter.text(map, AttributeNames.OPERATION_ID));
    }

    static AttributeValue history(List<Callback.HistoryEntry> entries) {
        return AttributeValue.fromL(
                entries.stream().map(CallbackItemMapper::entry).toList());
    }

    private static AttributeValue entry(Callback.HistoryEntry entry) {
        Map<String, AttributeValue> map = new HashMap<>();
        map.put("at", of(entry.at()));
        map.put("event", of(entry.event()));
        put(map, "detail", entry.detail());
        return AttributeValue.fromM(map);
    }

    private static Callback.HistoryEntry readEntry(AttributeValue value) {
        return new Callback.HistoryEntry(
                AttributeValueConverter.requiredInstant(value.m(), "at"),
                AttributeValueConverter.required(value.m(), "event"),
                AttributeValueConverter.text(value.m(), "detail"));
    }

    static AttributeValue json(JsonNode json) {
        return of(new String(Json.bytes(json), StandardCharsets.UTF_8));
    }

    private static @Nullable JsonNode readJson(Map<String, AttributeValue> map, String name) {
        String text = AttributeValueConverter.text(map, name);
        return text == null ? null : Json.parseTrusted(text.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable Map<String, AttributeValue> map(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        return value == null ? null : value.m();
    }

    private static List<AttributeValue> list(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        return value == null ? List.of() : value.l();
    }
}
