package io.taskgate.standin.dynamodb.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.dynamodb.expression.UpdateExpression;
import io.taskgate.standin.dynamodb.value.DynamoValue;
import io.taskgate.standin.dynamodb.value.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A table with its items and indexes. Reads need no lock; writes hold the table's lock.
public final class DynamoTable {

    private final String name;
    private final Supplier<Instant> clock;
    private final NavigableMap<SortedKey, Item> items = new ConcurrentSkipListMap<>(SortedKey.ORDER);
    private final AtomicLong bytes = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile ObjectNode description;
    private volatile TableSchema schema;
    private volatile List<SecondaryIndex> indexes;
    private volatile Duration lag = Duration.ZERO;

    /// @param description the description for DescribeTable without its counts; not changed afterwards
    DynamoTable(ObjectNode description, Supplier<Instant> clock) {
        this.name = description.path("TableName").asText();
        this.clock = clock;
        this.description = description;
        this.schema = TableSchema.of(description);
        this.indexes = schema.indexes().stream().map(SecondaryIndex::new).toList();
    }

    public String name() {
        return name;
    }

    public TableSchema schema() {
        return schema;
    }

    ReentrantLock lock() {
        return lock;
    }

    void lag(Duration duration) {
        lag = duration;
    }

    public int count() {
        return items.size();
    }

    public long bytes() {
        return bytes.get();
    }

    /// The content of an index.
    public record IndexCount(int items, long bytes) {}

    public IndexCount count(String index) {
        var entries = entries(schema.index(index).orElseThrow()).values();
        return new IndexCount(
                entries.size(), entries.stream().mapToLong(Item::bytes).sum());
    }

    /// Returns the stored part of the description.
    public ObjectNode description() {
        return description;
    }

    /// Replaces the description: fills added indexes and drops removed ones. The caller holds the lock.
    void describe(ObjectNode changed) {
        TableSchema next = TableSchema.of(changed);
        List<SecondaryIndex> kept = new ArrayList<>();
        for (IndexSchema index : next.indexes()) {
            kept.add(indexes.stream()
                    .filter(existing -> existing.schema().equals(index))
                    .findFirst()
                    .orElseGet(() -> filled(next, index)));
        }
        description = changed;
        schema = next;
        indexes = List.copyOf(kept);
    }

    private SecondaryIndex filled(TableSchema next, IndexSchema index) {
        SecondaryIndex fresh = new SecondaryIndex(index);
        items.values().stream()
                .filter(item -> fits(next, index, item))
                .forEach(item -> fresh.change(next, null, item, null));
        return fresh;
    }

    /// Items that are older than the index may have values of any type under its key names; the index omits
    /// them.
    private static boolean fits(TableSchema next, IndexSchema index, Item item) {
        return index.key().stream().allMatch(attribute -> {
            DynamoValue value = item.get(attribute);
            return value != null && value.type().equals(next.type(attribute)) && !value.isEmptyKey();
        });
    }

    public @Nullable Item get(SortedKey key) {
        return items.get(key);
    }

    public SortedKey key(Map<String, DynamoValue> given) {
        return schema.requireKey(given);
    }

    /// Returns the key of an item to put, which must match the table and its indexes.
    public SortedKey itemKey(Map<String, DynamoValue> item) {
        SortedKey key = schema.requireItemKey(item);
        schema.requireIndexable(item);
        return key;
    }

    /// Checks an item after an update.
    public void requireIndexable(Map<String, DynamoValue> item) {
        schema.requireUpdated(item);
    }

    /// Checks that an update does not change the key, nor the type of an index's key.
    public void requireUpdatable(UpdateExpression update) {
        schema.requireUpdatable(update);
    }

    NavigableMap<SortedKey, Item> items() {
        return items;
    }

    NavigableMap<SortedKey, Item> entries(IndexSchema index) {
        return indexes.stream()
                .filter(existing -> existing.schema().equals(index))
                .findFirst()
                .orElseThrow()
                .entries(clock.get());
    }

    /// The caller holds the lock.
    ItemWrite.Result put(SortedKey key, @Nullable Item before, @Nullable Item after) {
        if (after == null) {
            items.remove(key);
        } else {
            items.put(key, after);
        }
        int was = before == null ? 0 : before.bytes();
        int is = after == null ? 0 : after.bytes();
        bytes.addAndGet((long) is - was);
        ConsumedCapacity units = new ConsumedCapacity(name).table(CapacityUnits.write(Math.max(was, is)));
        Duration late = lag;
        Instant due = late.isZero() ? null : clock.get().plus(late);
        for (SecondaryIndex index : indexes) {
            units.index(
                    index.schema(),
                    index.change(schema, before, after, index.schema().global() ? due : null));
        }
        return new ItemWrite.Result(this, key, before, after, units);
    }
}
