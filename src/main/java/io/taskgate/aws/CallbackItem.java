package io.taskgate.aws;

import static io.taskgate.aws.Values.of;
import static io.taskgate.aws.Values.put;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.model.Callback;
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

/// A record as a DynamoDB item, and back. The one place that knows both.
final class CallbackItem {

    /// How many shards the due index has. Changing it needs both numbers swept for as long as old records are
    /// due.
    static final int SHARDS = 8;

    private CallbackItem() {}

    /// Where a record in this state stands in the due index.
    static String shard(CallbackId id, CallbackState state) {
        return shard(Ledger.Queue.of(state), id);
    }

    static String shard(Ledger.Queue queue, CallbackId id) {
        return shard(queue, Math.floorMod(id.value().hashCode(), SHARDS));
    }

    static String shard(Ledger.Queue queue, int number) {
        return switch (queue) {
            case TIMES -> "d" + number;
            case REPORTS -> "r" + number;
        };
    }

    static Map<String, AttributeValue> write(Callback callback) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(Attributes.ID, of(callback.id().value()));
        item.put(Attributes.TENANT, of(callback.tenant()));
        item.put(Attributes.SERVICE, of(callback.service()));
        item.put(Attributes.OPERATION, of(callback.operation()));
        put(item, Attributes.KEY, callback.correlationKey());
        if (callback.owner() != null) {
            item.put(Attributes.PRINCIPAL, of(callback.owner().principal()));
            put(item, Attributes.MACHINE, callback.owner().stateMachineArn());
        }
        item.put(Attributes.STATE, of(callback.state().name()));
        item.put(Attributes.GENERATION, of(callback.generation()));
        item.put(Attributes.ORDER, of(callback.order().encoded()));
        if (callback.task() != null) {
            item.put(Attributes.TASK, task(callback.task()));
            // Only what waits stands in the index of executions.
            put(
                    item,
                    Attributes.EXECUTION,
                    callback.state() == CallbackState.PENDING ? callback.task().executionArn() : null);
        }
        item.put(Attributes.DISPATCH, of(callback.dispatch().name()));
        if (callback.request() != null) {
            item.put(Attributes.REQUEST, payload(callback.request()));
        }
        writePulse(item, callback.pulse());
        if (callback.outcome() != null) {
            item.put(Attributes.OUTCOME, outcome(callback.outcome()));
            item.put(Attributes.OPERATION_ID, of(callback.outcome().operationId()));
        }
        item.put(Attributes.FENCE, of(callback.lease().fence()));
        item.put(Attributes.HELD, of(callback.lease().held()));
        item.put(Attributes.DOUBT, of(callback.lease().doubt()));
        if (callback.late() != null) {
            item.put(Attributes.LATE, outcome(callback.late()));
        }
        item.put(Attributes.PAST, past(callback.past()));
        item.put(Attributes.HISTORY, history(callback.history()));
        if (callback.dueAt() != null) {
            item.put(Attributes.DUE, of(callback.dueAt()));
            item.put(Attributes.DUE_SHARD, of(shard(callback.id(), callback.state())));
        }
        put(item, Attributes.REASON, callback.reason());
        item.put(Attributes.CHANGED_AT, of(callback.changedAt()));
        if (callback.revokedLinks() > 0) {
            item.put(Attributes.REVOKED_LINKS, of(callback.revokedLinks()));
        }
        return item;
    }

    private static void writePulse(Map<String, AttributeValue> item, Callback.Pulse pulse) {
        put(item, Attributes.BEAT_AT, pulse.beatAt());
        put(item, Attributes.BEAT_DEADLINE, pulse.deadline());
        item.put(Attributes.BEATS, of(pulse.beats()));
        if (pulse.progress() != null) {
            item.put(Attributes.PROGRESS, json(pulse.progress()));
        }
    }

    static Callback read(Map<String, AttributeValue> item) {
        Map<String, AttributeValue> task = map(item, Attributes.TASK);
        Map<String, AttributeValue> request = map(item, Attributes.REQUEST);
        Map<String, AttributeValue> outcome = map(item, Attributes.OUTCOME);
        Map<String, AttributeValue> late = map(item, Attributes.LATE);
        return new Callback(
                new CallbackId(Values.needed(item, Attributes.ID)),
                Values.needed(item, Attributes.TENANT),
                Values.needed(item, Attributes.SERVICE),
                Values.needed(item, Attributes.OPERATION),
                Values.text(item, Attributes.KEY),
                readOwner(item),
                CallbackState.valueOf(Values.needed(item, Attributes.STATE)),
                Values.number(item, Attributes.GENERATION),
                TokenOrder.decode(Values.needed(item, Attributes.ORDER)),
                task == null ? null : readTask(task),
                Callback.Dispatch.valueOf(Values.needed(item, Attributes.DISPATCH)),
                request == null ? null : readPayload(request),
                new Callback.Pulse(
                        Values.instant(item, Attributes.BEAT_AT),
                        Values.instant(item, Attributes.BEAT_DEADLINE),
                        Values.number(item, Attributes.BEATS),
                        readJson(item, Attributes.PROGRESS)),
                outcome == null ? null : readOutcome(outcome),
                new Callback.Lease(
                        Values.number(item, Attributes.FENCE),
                        Values.flag(item, Attributes.HELD),
                        Values.flag(item, Attributes.DOUBT)),
                late == null ? null : readOutcome(late),
                list(item, Attributes.PAST).stream().map(CallbackItem::readPast).toList(),
                list(item, Attributes.HISTORY).stream()
                        .map(CallbackItem::readEntry)
                        .toList(),
                Values.instant(item, Attributes.DUE),
                Values.text(item, Attributes.REASON),
                Values.neededInstant(item, Attributes.CHANGED_AT),
                item.containsKey(Attributes.REVOKED_LINKS) ? Values.number(item, Attributes.REVOKED_LINKS) : 0);
    }

    private static @Nullable CallbackOwner readOwner(Map<String, AttributeValue> item) {
        String principal = Values.text(item, Attributes.PRINCIPAL);
        return principal == null ? null : new CallbackOwner(principal, Values.text(item, Attributes.MACHINE));
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
        if (task.around() != null) {
            map.put("around", of(task.around()));
        }
        if (task.request().reference() != null) {
            map.put("reference", json(task.request().reference().toJson()));
        }
        return AttributeValue.fromM(map);
    }

    private static RegisteredTask readTask(Map<String, AttributeValue> map) {
        JsonNode reference = readJson(map, "reference");
        return new RegisteredTask(
                Values.needed(map, "tokenDigest"),
                new SealedToken(Values.needed(map, "token")),
                Values.text(map, "executionArn"),
                Values.text(map, "stateName"),
                Values.neededInstant(map, "registeredAt"),
                map.containsKey("heartbeatMillis") ? Duration.ofMillis(Values.number(map, "heartbeatMillis")) : null,
                Values.instant(map, "deadline"),
                new RegisteredTask.RequestSize(
                        Values.number(map, "bytesIn"),
                        Values.number(map, "bytesOut"),
                        reference == null ? null : reference(reference)),
                map.containsKey("around") ? Values.number(map, "around") : null);
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
        throw new IllegalStateException("the ledger's item has a payload of an unknown kind");
    }

    private static PayloadReference reference(JsonNode json) {
        return PayloadReference.fromJson(json)
                .orElseThrow(() -> new IllegalStateException("the ledger's item has a reference that is none"));
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
        map.put(Attributes.OPERATION_ID, of(outcome.operationId()));
        map.put("at", of(outcome.at()));
        if (!outcome.changes().isEmpty()) {
            map.put("changes", ChangeItem.write(outcome.changes()));
        }
        return AttributeValue.fromM(map);
    }

    private static Outcome readOutcome(Map<String, AttributeValue> map) {
        Map<String, AttributeValue> result = map(map, "result");
        return new Outcome(
                Outcome.Kind.valueOf(Values.needed(map, "kind")),
                Values.text(map, "error"),
                Values.text(map, "cause"),
                result == null ? null : readPayload(result),
                Values.needed(map, "digest"),
                Values.needed(map, Attributes.OPERATION_ID),
                Values.neededInstant(map, "at"),
                ChangeItem.read(list(map, "changes")));
    }

    static AttributeValue past(List<Callback.Past> past) {
        return AttributeValue.fromL(past.stream().map(CallbackItem::onePast).toList());
    }

    private static AttributeValue onePast(Callback.Past past) {
        Map<String, AttributeValue> map = new HashMap<>();
        map.put("generation", of(past.generation()));
        map.put("tokenDigest", of(past.tokenDigest()));
        map.put("state", of(past.state().name()));
        put(map, "kind", past.kind() == null ? null : past.kind().name());
        put(map, "digest", past.digest());
        put(map, Attributes.OPERATION_ID, past.operationId());
        return AttributeValue.fromM(map);
    }

    private static Callback.Past readPast(AttributeValue value) {
        Map<String, AttributeValue> map = value.m();
        String kind = Values.text(map, "kind");
        return new Callback.Past(
                Values.number(map, "generation"),
                Values.needed(map, "tokenDigest"),
                CallbackState.valueOf(Values.needed(map, "state")),
                kind == null ? null : Outcome.Kind.valueOf(kind),
                Values.text(map, "digest"),
                Values.text(map, Attributes.OPERATION_ID));
    }

    static AttributeValue history(List<Callback.Entry> entries) {
        return AttributeValue.fromL(entries.stream().map(CallbackItem::entry).toList());
    }

    private static AttributeValue entry(Callback.Entry entry) {
        Map<String, AttributeValue> map = new HashMap<>();
        map.put("at", of(entry.at()));
        map.put("event", of(entry.event()));
        put(map, "detail", entry.detail());
        return AttributeValue.fromM(map);
    }

    private static Callback.Entry readEntry(AttributeValue value) {
        return new Callback.Entry(
                Values.neededInstant(value.m(), "at"),
                Values.needed(value.m(), "event"),
                Values.text(value.m(), "detail"));
    }

    static AttributeValue json(JsonNode json) {
        return of(new String(Json.bytes(json), StandardCharsets.UTF_8));
    }

    private static @Nullable JsonNode readJson(Map<String, AttributeValue> map, String name) {
        String text = Values.text(map, name);
        return text == null ? null : Json.trusted(text.getBytes(StandardCharsets.UTF_8));
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
