package io.taskgate.standin.dynamodb.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.Timers;
import io.taskgate.standin.dynamodb.value.DynamoDbError;
import io.taskgate.standin.dynamodb.value.Item;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// All tables of one DynamoDB with their writes. Thread-safe.
public final class TableRegistry implements AutoCloseable {

    private final Timers timers;
    private final TableJournal journal;
    private final ConcurrentNavigableMap<String, DynamoTable> tables = new ConcurrentSkipListMap<>();
    private volatile Duration lag = Duration.ZERO;

    private TableRegistry(Timers timers, TableJournal journal) {
        this.timers = timers;
        this.journal = journal;
    }

    /// @param folder the folder for persistent tables; in memory if empty
    public static TableRegistry open(Optional<Path> folder, Timers timers) throws IOException {
        TableRegistry registry = new TableRegistry(timers, new TableJournal(folder));
        registry.journal.read(registry.new Restoration());
        registry.journal.open(List.copyOf(registry.tables.values()));
        return registry;
    }

    private final class Restoration implements TableJournal.Replay {

        @Override
        public void describe(ObjectNode description) {
            String name = description.path("TableName").asText();
            DynamoTable existing = tables.get(name);
            if (existing == null) {
                tables.put(name, new DynamoTable(description, timers::now));
            } else {
                existing.describe(description);
            }
        }

        @Override
        public void drop(String table) {
            tables.remove(table);
        }

        @Override
        public void put(String table, Item item) {
            set(table, item, item);
        }

        @Override
        public void delete(String table, Item key) {
            set(table, key, null);
        }

        private void set(String name, Item key, @Nullable Item after) {
            DynamoTable table = require(name);
            SortedKey at = table.schema().keyOf(key.attributes());
            table.put(at, table.get(at), after);
        }
    }

    /// Sets the delay until a write is visible in global secondary indexes. Used by tests; initially there is none.
    public void indexLag(Duration duration) {
        lag = duration;
        tables.values().forEach(table -> table.lag(duration));
    }

    public NavigableSet<String> names() {
        return tables.navigableKeySet();
    }

    public Optional<DynamoTable> find(String name) {
        return Optional.ofNullable(tables.get(name));
    }

    /// Returns a table for an operation on items.
    public DynamoTable require(String name) {
        return find(name)
                .orElseThrow(() -> DynamoDbError.of("ResourceNotFoundException", "Requested resource not found"));
    }

    /// Returns a table for an operation on tables.
    public DynamoTable requireTable(String name) {
        return find(name)
                .orElseThrow(() -> DynamoDbError.of(
                        "ResourceNotFoundException", "Requested resource not found: Table: " + name + " not found"));
    }

    public DynamoTable create(ObjectNode description) {
        DynamoTable fresh = new DynamoTable(description, timers::now);
        fresh.lag(lag);
        synchronized (tables) {
            if (tables.putIfAbsent(fresh.name(), fresh) != null) {
                throw DynamoDbError.of("ResourceInUseException", "Table already exists: " + fresh.name());
            }
            journal.described(description);
        }
        return fresh;
    }

    /// @param change changes a copy of the description
    public DynamoTable update(String name, UnaryOperator<ObjectNode> change) {
        DynamoTable table = requireTable(name);
        table.lock().lock();
        try {
            ObjectNode changed = change.apply(table.description().deepCopy());
            table.describe(changed);
            journal.described(changed);
            return table;
        } finally {
            table.lock().unlock();
        }
    }

    public DynamoTable drop(String name) {
        synchronized (tables) {
            DynamoTable table = requireTable(name);
            tables.remove(name);
            journal.dropped(name);
            return table;
        }
    }

    /// Applies one write.
    ///
    /// @throws ConditionFailed if its condition does not hold
    /// @throws DynamoDbError if it can't be applied
    public ItemWrite.Result write(ItemWrite write) {
        DynamoTable table = write.table();
        table.lock().lock();
        try {
            requireThere(table);
            Item before = table.get(write.key());
            if (!write.isMet(before)) {
                throw new ConditionFailed(write.tellsItem() ? before : null);
            }
            Item after = write.change().apply(before);
            ItemWrite.Result result = table.put(write.key(), before, after);
            journal.written(List.of(result));
            return result;
        } finally {
            table.lock().unlock();
        }
    }

    private void requireThere(DynamoTable table) {
        if (tables.get(table.name()) != table) {
            require("");
        }
    }

    /// Thrown if a condition does not hold.
    public static final class ConditionFailed extends RuntimeException {

        private final transient @Nullable Item existing;

        ConditionFailed(@Nullable Item existing) {
            super("The conditional request failed", null, false, false);
            this.existing = existing;
        }

        /// Returns the current item, if the request asks for it and it exists.
        public Optional<Item> standing() {
            return Optional.ofNullable(existing);
        }
    }

    /// The cancellation reason of one write of a transaction.
    ///
    /// @param item the current item, if the request asks for it
    public record Refusal(String code, String message, Optional<Item> item) {}

    /// Thrown with the errors by position, null for valid writes; nothing was written.
    public static final class TransactionRefused extends RuntimeException {

        private final transient List<@Nullable Refusal> refusals;

        TransactionRefused(List<@Nullable Refusal> refusals) {
            super("refused", null, false, false);
            this.refusals = refusals;
        }

        public List<@Nullable Refusal> refusals() {
            return refusals;
        }
    }

    /// Applies all writes or none.
    public List<ItemWrite.Result> transact(List<ItemWrite> writes) {
        List<DynamoTable> locked = writes.stream()
                .map(ItemWrite::table)
                .distinct()
                .sorted(Comparator.comparing(DynamoTable::name))
                .toList();
        locked.forEach(table -> table.lock().lock());
        try {
            locked.forEach(this::requireThere);
            return transactLocked(writes);
        } finally {
            locked.forEach(table -> table.lock().unlock());
        }
    }

    private List<ItemWrite.Result> transactLocked(List<ItemWrite> writes) {
        List<@Nullable Item> afters = new ArrayList<>();
        List<@Nullable Refusal> refusals = new ArrayList<>();
        for (ItemWrite write : writes) {
            Item before = write.table().get(write.key());
            Item after = before;
            Refusal refusal = null;
            if (!write.isMet(before)) {
                refusal = new Refusal(
                        "ConditionalCheckFailed",
                        "The conditional request failed",
                        write.tellsItem() ? Optional.ofNullable(before) : Optional.empty());
            } else {
                try {
                    after = write.change().apply(before);
                } catch (DynamoDbError invalid) {
                    refusal = new Refusal("ValidationError", String.valueOf(invalid.getMessage()), Optional.empty());
                }
            }
            afters.add(after);
            refusals.add(refusal);
        }
        if (refusals.stream().anyMatch(refusal -> refusal != null)) {
            throw new TransactionRefused(refusals);
        }
        List<ItemWrite.Result> results = new ArrayList<>();
        for (int i = 0; i < writes.size(); i++) {
            ItemWrite write = writes.get(i);
            results.add(write.table().put(write.key(), write.table().get(write.key()), afters.get(i)));
        }
        journal.written(results);
        return results;
    }

    /// Returns items at one moment.
    public List<@Nullable Item> read(List<DynamoTable> from, List<SortedKey> keys) {
        List<DynamoTable> locked = from.stream()
                .distinct()
                .sorted(Comparator.comparing(DynamoTable::name))
                .toList();
        locked.forEach(table -> table.lock().lock());
        try {
            List<@Nullable Item> found = new ArrayList<>();
            for (int i = 0; i < keys.size(); i++) {
                found.add(from.get(i).get(keys.get(i)));
            }
            return found;
        } finally {
            locked.forEach(table -> table.lock().unlock());
        }
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
