package io.taskgate.aws;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.BatchJsonCodec;
import io.taskgate.batch.ledger.BatchOutcome;
import io.taskgate.batch.ledger.BatchProgress;
import io.taskgate.batch.ledger.RunnerRecord;
import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.request.BatchRequest;
import io.taskgate.batch.request.RunnerLinkSigner;
import io.taskgate.batch.request.RunnerName;
import io.taskgate.batch.request.SourceObject;
import io.taskgate.batch.request.TableSource;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.payload.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Batches and their children as items of the ledger's table (`docs/ledger.md`). None has the attribute
/// `state`: so no list of callbacks shows one.
final class BatchItem {

    static final String ID = Attributes.ID;
    static final String STATUS = "status";
    static final String REQUEST = "request";
    static final String TABLE = "sourceTable";
    static final String SOURCE = "source";
    static final String ROOT = "root";
    static final String DEPTH = "depth";
    static final String ATTEMPT = "attempt";
    static final String PARENT = "parent";
    static final String GENERATION = "parentGeneration";
    static final String BEAT = "beatEach";
    static final String PROGRESS = "progress";
    static final String ENDING = "ending";
    static final String CREATED = "createdAt";
    static final String ITEMS = "sourceItems";
    static final String LINKS_KEY = "linksKey";
    static final String LINKS_END = "linksUntil";
    static final String RUNNERS = "treeRunners";
    static final String FIRST = "first";
    static final String COUNT = "items";
    static final String FROM = "from";
    static final String TO = "to";
    static final String RESULT = "result";
    static final String PARKED = "parked";
    static final String ERROR = "error";
    static final String CAUSE = "cause";

    /// Of what was told, for a runner that tells it again.
    static final String DIGEST = "digest";

    static final String RUNNING = "RUNNING";
    static final String SUCCEEDED = "SUCCEEDED";
    static final String FAILED = "FAILED";

    static final int SHARDS = 8;

    /// A record can be queried this long after its end (promise 17).
    private static final Duration KEPT = Duration.ofDays(90);

    private BatchItem() {}

    static String shard(int shard) {
        return "b" + shard;
    }

    static Map<String, AttributeValue> write(Batch batch) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(ID, Values.of(batch.id().value()));
        item.put(STATUS, Values.of(batch.state().name()));
        item.put(REQUEST, Values.of(BatchJsonCodec.of(batch.request())));
        Batch.Origin origin = batch.origin();
        item.put(Attributes.TENANT, Values.of(origin.tenant()));
        item.put(Attributes.PRINCIPAL, Values.of(origin.owner().principal()));
        Values.put(item, Attributes.MACHINE, origin.owner().stateMachineArn());
        if (origin.table() != null) {
            item.put(TABLE, Values.of(BatchJsonCodec.of(origin.table())));
        }
        if (origin.items() != null) {
            item.put(ITEMS, Values.of(origin.items()));
        }
        if (batch.source() != null) {
            item.put(SOURCE, Values.of(BatchJsonCodec.of(batch.source())));
        }
        item.put(ROOT, Values.of(batch.root().value()));
        item.put(DEPTH, Values.of(batch.depth()));
        item.put(ATTEMPT, Values.of(batch.attempt()));
        if (batch.parent() != null) {
            item.put(PARENT, Values.of(batch.parent().value()));
            item.put(GENERATION, Values.of(batch.turn().generation()));
        }
        item.put(BEAT, Values.of(batch.turn().beatEach()));
        if (batch.turn().links() != null) {
            item.put(LINKS_KEY, Values.of(batch.turn().links().keyId()));
            item.put(LINKS_END, Values.of(batch.turn().links().expires()));
        }
        item.put(PROGRESS, Values.of(BatchJsonCodec.of(batch.progress())));
        item.put(Attributes.HOLDER, Values.of(batch.lease().holder()));
        item.put(Attributes.VERSION, Values.of(batch.lease().version()));
        if (batch.ending() != null) {
            item.put(ENDING, Values.of(BatchJsonCodec.of(batch.ending())));
        }
        item.put(CREATED, Values.of(origin.createdAt()));
        item.put(Attributes.CHANGED_AT, Values.of(batch.changedAt()));
        if (batch.lease().dueAt() != null) {
            item.put(Attributes.DUE, Values.of(batch.lease().dueAt()));
            item.put(
                    Attributes.DUE_SHARD,
                    Values.of(shard(Math.floorMod(batch.id().value().hashCode(), SHARDS))));
        }
        if (batch.state().isOver()) {
            item.put(Attributes.EXPIRY, Values.of(batch.changedAt().plus(KEPT).getEpochSecond()));
        }
        return item;
    }

    static Batch read(Map<String, AttributeValue> item) {
        String table = Values.text(item, TABLE);
        String source = Values.text(item, SOURCE);
        String ending = Values.text(item, ENDING);
        return new Batch(
                new BatchId(Values.needed(item, ID)),
                new Batch.Origin(
                        Values.needed(item, Attributes.TENANT),
                        new CallbackOwner(
                                Values.needed(item, Attributes.PRINCIPAL), Values.text(item, Attributes.MACHINE)),
                        BatchJsonCodec.read(Values.needed(item, REQUEST), BatchRequest.class),
                        table == null ? null : BatchJsonCodec.read(table, TableSource.class),
                        item.containsKey(ITEMS) ? Long.valueOf(Values.number(item, ITEMS)) : null,
                        new BatchId(Values.needed(item, ROOT)),
                        (int) Values.number(item, DEPTH),
                        Values.neededInstant(item, CREATED)),
                turn(item),
                source == null ? null : BatchJsonCodec.read(source, SourceObject.class),
                Batch.State.valueOf(Values.needed(item, STATUS)),
                BatchJsonCodec.read(Values.needed(item, PROGRESS), BatchProgress.class),
                ending == null ? null : BatchJsonCodec.read(ending, BatchOutcome.class),
                new Batch.Lease(
                        Values.needed(item, Attributes.HOLDER),
                        Values.number(item, Attributes.VERSION),
                        Values.instant(item, Attributes.DUE)),
                Values.neededInstant(item, Attributes.CHANGED_AT));
    }

    private static Batch.Turn turn(Map<String, AttributeValue> item) {
        String parent = Values.text(item, PARENT);
        String key = Values.text(item, LINKS_KEY);
        return new Batch.Turn(
                (int) Values.number(item, ATTEMPT),
                parent == null ? null : new CallbackId(parent),
                Values.number(item, GENERATION),
                (int) Values.number(item, BEAT),
                key == null ? null : new RunnerLinkSigner.Terms(key, Values.neededInstant(item, LINKS_END)));
    }

    static Map<String, AttributeValue> key(BatchId id) {
        return Map.of(ID, Values.of(id.value()));
    }

    static Map<String, AttributeValue> key(BatchId batch, long index) {
        return Map.of(ID, Values.of(batch.value() + "." + index));
    }

    static Map<String, AttributeValue> key(RunnerName runner) {
        return key(runner.batch(), runner.index());
    }

    /// Children have no end of their own: they go as long after their making as any execution can last, and the
    /// time that a record is kept.
    static Map<String, AttributeValue> write(RunnerRecord child, Instant now) {
        Map<String, AttributeValue> item = new HashMap<>(key(child.batch(), child.index()));
        item.put(STATUS, Values.of(RUNNING));
        item.put(ATTEMPT, Values.of(child.attempt()));
        item.put(FIRST, Values.of(child.first()));
        item.put(COUNT, Values.of(child.count()));
        item.put(FROM, Values.of(child.from()));
        item.put(TO, Values.of(child.to()));
        item.put(
                Attributes.EXPIRY,
                Values.of(now.plus(Duration.ofDays(365)).plus(KEPT).getEpochSecond()));
        return item;
    }

    static RunnerRecord child(Map<String, AttributeValue> item) {
        String id = Values.needed(item, ID);
        int dot = id.indexOf('.');
        return new RunnerRecord(
                new BatchId(id.substring(0, dot)),
                Long.parseLong(id.substring(dot + 1)),
                (int) Values.number(item, ATTEMPT),
                Values.number(item, FIRST),
                (int) Values.number(item, COUNT),
                Values.number(item, FROM),
                Values.number(item, TO),
                end(item));
    }

    private static RunnerRecord.@Nullable End end(Map<String, AttributeValue> item) {
        return switch (Values.needed(item, STATUS)) {
            case RUNNING -> null;
            case SUCCEEDED -> new RunnerRecord.End.Succeeded(result(item), Values.needed(item, DIGEST));
            case FAILED ->
                new RunnerRecord.End.Failed(
                        Values.needed(item, ERROR), Values.text(item, CAUSE), Values.needed(item, DIGEST));
            default -> throw new IllegalStateException("the ledger's item of a runner has an unknown status");
        };
    }

    private static Payload result(Map<String, AttributeValue> item) {
        String parked = Values.text(item, PARKED);
        return parked == null
                ? new Payload.Inline(Values.needed(item, RESULT).getBytes(StandardCharsets.UTF_8))
                : new Payload.Parked(PayloadReference.fromJson(Json.trusted(parked.getBytes(StandardCharsets.UTF_8)))
                        .orElseThrow());
    }

    /// What an end writes.
    static Map<String, AttributeValue> of(RunnerRecord.End end) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(DIGEST, Values.of(end.digest()));
        switch (end) {
            case RunnerRecord.End.Succeeded(Payload result, String _) -> {
                item.put(STATUS, Values.of(SUCCEEDED));
                switch (result) {
                    case Payload.Inline(byte[] json) ->
                        item.put(RESULT, Values.of(new String(json, StandardCharsets.UTF_8)));
                    case Payload.Parked(PayloadReference reference) -> item.put(PARKED, parked(reference));
                    case Payload.CheckedIn(PayloadReference reference) -> item.put(PARKED, parked(reference));
                }
            }
            case RunnerRecord.End.Failed(String error, String cause, String _) -> {
                item.put(STATUS, Values.of(FAILED));
                item.put(ERROR, Values.of(error));
                Values.put(item, CAUSE, cause);
            }
        }
        return item;
    }

    private static AttributeValue parked(PayloadReference reference) {
        return Values.of(Objects.toString(reference.toJson()));
    }
}
