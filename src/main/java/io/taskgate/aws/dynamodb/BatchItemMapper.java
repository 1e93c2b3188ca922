package io.taskgate.aws.dynamodb;

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

/// Maps batches and their children to items of the ledger table (`docs/ledger.md`), and back. They have no
/// attribute `state`, so that no list of callbacks contains them.
final class BatchItemMapper {

    static final String ID = AttributeNames.ID;
    static final String STATUS = "status";
    static final String REQUEST = "request";
    static final String TABLE = "sourceTable";
    static final String SOURCE = "source";
    static final String ROOT_BATCH = "rootBatchId";
    static final String DEPTH = "depth";
    static final String ATTEMPT = "attempt";
    static final String PARENT_CALLBACK = "parentCallbackId";
    static final String GENERATION = "parentGeneration";
    static final String HEARTBEAT_SECONDS = "heartbeatSeconds";
    static final String PROGRESS = "progress";
    static final String OUTCOME = "outcome";
    static final String CREATED = "createdAt";
    static final String ITEMS = "sourceItems";
    static final String LINK_KEY_ID = "linkKeyId";
    static final String LINKS_EXPIRE_AT = "linksExpireAt";
    static final String RESERVED_RUNNERS = "reservedRunners";
    static final String FIRST_ITEM = "firstItem";
    static final String COUNT = "items";
    static final String START_OFFSET = "startOffset";
    static final String END_OFFSET = "endOffset";
    static final String RESULT = "result";
    static final String PARKED = "parked";
    static final String ERROR = "error";
    static final String CAUSE = "cause";

    /// The digest of a reported result, for a runner that reports again.
    static final String DIGEST = "digest";

    static final String RUNNING = "RUNNING";
    static final String SUCCEEDED = "SUCCEEDED";
    static final String FAILED = "FAILED";

    static final int SHARDS = 8;

    /// The time for which a record can be queried after its end (promise 17).
    private static final Duration KEPT = Duration.ofDays(90);

    private BatchItemMapper() {}

    static String shard(int shard) {
        return "b" + shard;
    }

    static Map<String, AttributeValue> write(Batch batch) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(ID, AttributeValueConverter.of(batch.id().value()));
        item.put(STATUS, AttributeValueConverter.of(batch.state().name()));
        item.put(REQUEST, AttributeValueConverter.of(BatchJsonCodec.of(batch.request())));
        Batch.Submission origin = batch.submission();
        item.put(AttributeNames.TENANT, AttributeValueConverter.of(origin.tenant()));
        item.put(
                AttributeNames.PRINCIPAL,
                AttributeValueConverter.of(origin.owner().principal()));
        AttributeValueConverter.put(
                item, AttributeNames.STATE_MACHINE, origin.owner().stateMachineArn());
        if (origin.table() != null) {
            item.put(TABLE, AttributeValueConverter.of(BatchJsonCodec.of(origin.table())));
        }
        if (origin.items() != null) {
            item.put(ITEMS, AttributeValueConverter.of(origin.items()));
        }
        if (batch.source() != null) {
            item.put(SOURCE, AttributeValueConverter.of(BatchJsonCodec.of(batch.source())));
        }
        item.put(ROOT_BATCH, AttributeValueConverter.of(batch.root().value()));
        item.put(DEPTH, AttributeValueConverter.of(batch.depth()));
        item.put(ATTEMPT, AttributeValueConverter.of(batch.attempt()));
        if (batch.parent() != null) {
            item.put(PARENT_CALLBACK, AttributeValueConverter.of(batch.parent().value()));
            item.put(GENERATION, AttributeValueConverter.of(batch.batchAttempt().generation()));
        }
        item.put(
                HEARTBEAT_SECONDS,
                AttributeValueConverter.of(batch.batchAttempt().heartbeatSeconds()));
        if (batch.batchAttempt().links() != null) {
            item.put(
                    LINK_KEY_ID,
                    AttributeValueConverter.of(batch.batchAttempt().links().keyId()));
            item.put(
                    LINKS_EXPIRE_AT,
                    AttributeValueConverter.of(batch.batchAttempt().links().expires()));
        }
        item.put(PROGRESS, AttributeValueConverter.of(BatchJsonCodec.of(batch.progress())));
        item.put(AttributeNames.HOLDER, AttributeValueConverter.of(batch.lease().holder()));
        item.put(
                AttributeNames.VERSION, AttributeValueConverter.of(batch.lease().version()));
        if (batch.outcome() != null) {
            item.put(OUTCOME, AttributeValueConverter.of(BatchJsonCodec.of(batch.outcome())));
        }
        item.put(CREATED, AttributeValueConverter.of(origin.createdAt()));
        item.put(AttributeNames.CHANGED_AT, AttributeValueConverter.of(batch.changedAt()));
        if (batch.lease().dueAt() != null) {
            item.put(
                    AttributeNames.DUE, AttributeValueConverter.of(batch.lease().dueAt()));
            item.put(
                    AttributeNames.DUE_SHARD,
                    AttributeValueConverter.of(
                            shard(Math.floorMod(batch.id().value().hashCode(), SHARDS))));
        }
        if (batch.state().isOver()) {
            item.put(
                    AttributeNames.EXPIRY,
                    AttributeValueConverter.of(batch.changedAt().plus(KEPT).getEpochSecond()));
        }
        return item;
    }

    static Batch read(Map<String, AttributeValue> item) {
        String table = AttributeValueConverter.text(item, TABLE);
        String source = AttributeValueConverter.text(item, SOURCE);
        String ending = AttributeValueConverter.text(item, OUTCOME);
        return new Batch(
                new BatchId(AttributeValueConverter.required(item, ID)),
                new Batch.Submission(
                        AttributeValueConverter.required(item, AttributeNames.TENANT),
                        new CallbackOwner(
                                AttributeValueConverter.required(item, AttributeNames.PRINCIPAL),
                                AttributeValueConverter.text(item, AttributeNames.STATE_MACHINE)),
                        BatchJsonCodec.read(AttributeValueConverter.required(item, REQUEST), BatchRequest.class),
                        table == null ? null : BatchJsonCodec.read(table, TableSource.class),
                        item.containsKey(ITEMS) ? Long.valueOf(AttributeValueConverter.number(item, ITEMS)) : null,
                        new BatchId(AttributeValueConverter.required(item, ROOT_BATCH)),
                        (int) AttributeValueConverter.number(item, DEPTH),
                        AttributeValueConverter.requiredInstant(item, CREATED)),
                readAttempt(item),
                source == null ? null : BatchJsonCodec.read(source, SourceObject.class),
                Batch.State.valueOf(AttributeValueConverter.required(item, STATUS)),
                BatchJsonCodec.read(AttributeValueConverter.required(item, PROGRESS), BatchProgress.class),
                ending == null ? null : BatchJsonCodec.read(ending, BatchOutcome.class),
                new Batch.Lease(
                        AttributeValueConverter.required(item, AttributeNames.HOLDER),
                        AttributeValueConverter.number(item, AttributeNames.VERSION),
                        AttributeValueConverter.instant(item, AttributeNames.DUE)),
                AttributeValueConverter.requiredInstant(item, AttributeNames.CHANGED_AT));
    }

    private static Batch.BatchAttempt readAttempt(Map<String, AttributeValue> item) {
        String parent = AttributeValueConverter.text(item, PARENT_CALLBACK);
        String key = AttributeValueConverter.text(item, LINK_KEY_ID);
        return new Batch.BatchAttempt(
                (int) AttributeValueConverter.number(item, ATTEMPT),
                parent == null ? null : new CallbackId(parent),
                AttributeValueConverter.number(item, GENERATION),
                (int) AttributeValueConverter.number(item, HEARTBEAT_SECONDS),
                key == null
                        ? null
                        : new RunnerLinkSigner.Terms(
                                key, AttributeValueConverter.requiredInstant(item, LINKS_EXPIRE_AT)));
    }

    static Map<String, AttributeValue> key(BatchId id) {
        return Map.of(ID, AttributeValueConverter.of(id.value()));
    }

    static Map<String, AttributeValue> key(BatchId batch, long index) {
        return Map.of(ID, AttributeValueConverter.of(batch.value() + "." + index));
    }

    static Map<String, AttributeValue> key(RunnerName runner) {
        return key(runner.batch(), runner.index());
    }

    /// Children have no end of their own: they expire after the maximum duration of an execution plus the
    /// retention of a record.
    static Map<String, AttributeValue> write(RunnerRecord child, Instant now) {
        Map<String, AttributeValue> item = new HashMap<>(key(child.batch(), child.index()));
        item.put(STATUS, AttributeValueConverter.of(RUNNING));
        item.put(ATTEMPT, AttributeValueConverter.of(child.attempt()));
        item.put(FIRST_ITEM, AttributeValueConverter.of(child.first()));
        item.put(COUNT, AttributeValueConverter.of(child.count()));
        item.put(START_OFFSET, AttributeValueConverter.of(child.from()));
        item.put(END_OFFSET, AttributeValueConverter.of(child.to()));
        item.put(
                AttributeNames.EXPIRY,
                AttributeValueConverter.of(
                        now.plus(Duration.ofDays(365)).plus(KEPT).getEpochSecond()));
        return item;
    }

    static RunnerRecord readRunner(Map<String, AttributeValue> item) {
        String id = AttributeValueConverter.required(item, ID);
        int dot = id.indexOf('.');
        return new RunnerRecord(
                new BatchId(id.substring(0, dot)),
                Long.parseLong(id.substring(dot + 1)),
                (int) AttributeValueConverter.number(item, ATTEMPT),
                AttributeValueConverter.number(item, FIRST_ITEM),
                (int) AttributeValueConverter.number(item, COUNT),
                AttributeValueConverter.number(item, START_OFFSET),
                AttributeValueConverter.number(item, END_OFFSET),
                readOutcome(item));
    }

    private static RunnerRecord.@Nullable RunnerOutcome readOutcome(Map<String, AttributeValue> item) {
        return switch (AttributeValueConverter.required(item, STATUS)) {
            case RUNNING -> null;
            case SUCCEEDED ->
                new RunnerRecord.RunnerOutcome.Succeeded(
                        readResult(item), AttributeValueConverter.required(item, DIGEST));
            case FAILED ->
                new RunnerRecord.RunnerOutcome.Failed(
                        AttributeValueConverter.required(item, ERROR),
                        AttributeValueConverter.text(item, CAUSE),
                        AttributeValueConverter.required(item, DIGEST));
            default -> throw new IllegalStateException("The ledger item of a runner has an unknown status.");
        };
    }

    private static Payload readResult(Map<String, AttributeValue> item) {
        String parked = AttributeValueConverter.text(item, PARKED);
        return parked == null
                ? new Payload.Inline(
                        AttributeValueConverter.required(item, RESULT).getBytes(StandardCharsets.UTF_8))
                : new Payload.Parked(
                        PayloadReference.fromJson(Json.parseTrusted(parked.getBytes(StandardCharsets.UTF_8)))
                                .orElseThrow());
    }

    /// Returns the attributes of an outcome.
    static Map<String, AttributeValue> outcomeAttributes(RunnerRecord.RunnerOutcome end) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(DIGEST, AttributeValueConverter.of(end.digest()));
        switch (end) {
            case RunnerRecord.RunnerOutcome.Succeeded(Payload result, String _) -> {
                item.put(STATUS, AttributeValueConverter.of(SUCCEEDED));
                switch (result) {
                    case Payload.Inline(byte[] json) ->
                        item.put(RESULT, AttributeValueConverter.of(new String(json, StandardCharsets.UTF_8)));
                    case Payload.Parked(PayloadReference reference) -> item.put(PARKED, parked(reference));
                    case Payload.CheckedIn(PayloadReference reference) -> item.put(PARKED, parked(reference));
                }
            }
            case RunnerRecord.RunnerOutcome.Failed(String error, String cause, String _) -> {
                item.put(STATUS, AttributeValueConverter.of(FAILED));
                item.put(ERROR, AttributeValueConverter.of(error));
                AttributeValueConverter.put(item, CAUSE, cause);
            }
        }
        return item;
    }

    private static AttributeValue parked(PayloadReference reference) {
        return AttributeValueConverter.of(Objects.toString(reference.toJson()));
    }
}
