package io.taskgate.standin.dynamodb.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.dynamodb.value.Item;
import io.taskgate.standin.dynamodb.value.ValueReader;
import io.taskgate.standin.dynamodb.value.ValueWriter;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Stores tables and items in a file: one line for each write or transaction. A line is written before the
/// response and passed to the operating system, so it survives the end of the process, but not of the
/// machine.
final class TableJournal implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(TableJournal.class.getName());

    private final Optional<Path> file;
    private @Nullable FileChannel out;

    /// @param folder the folder of the file; nothing is stored if empty
    TableJournal(Optional<Path> folder) {
        this.file = folder.map(path -> path.resolve("tables.jsonl"));
    }

    /// Receives the content of the lines.
    interface Replay {

        void describe(ObjectNode description);

        void drop(String table);

        void put(String table, Item item);

        void delete(String table, Item key);
    }

    boolean isKept() {
        return file.isPresent();
    }

    /// @throws IOException if a line within the file is not JSON
    void read(Replay replay) throws IOException {
        if (file.isEmpty() || !Files.exists(file.get())) {
            return;
        }
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file.get()), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Optional<JsonNode> entry = StatesJson.parse(line);
                if (entry.isEmpty() && lines.readLine() == null) {
                    LOG.warning(file.get() + ": the last line was truncated and is ignored");
                    return;
                }
                replay(
                        entry.orElseThrow(
                                () -> new IOException(
                                        file.get()
                                                + " is damaged: it contains a line that is not JSON. Move the file away to start without tables.")),
                        replay);
            }
        }
    }

    private static void replay(JsonNode entry, Replay replay) {
        if (entry.has("describe")) {
            replay.describe((ObjectNode) entry.get("describe"));
        } else if (entry.has("drop")) {
            replay.drop(entry.get("drop").asText());
        }
        for (JsonNode write : entry.path("write")) {
            String table = write.path("table").asText();
            if (write.has("put")) {
                replay.put(table, Item.of(ValueReader.attributes(write.get("put"))));
            } else {
                replay.delete(table, Item.of(ValueReader.attributes(write.get("delete"))));
            }
        }
    }

    /// Starts a new file with the current content and opens it.
    void open(List<DynamoTable> tables) throws IOException {
        if (file.isEmpty()) {
            return;
        }
        Path anew = file.get().resolveSibling("tables.jsonl.new");
        try (BufferedWriter writer = Files.newBufferedWriter(anew)) {
            for (DynamoTable table : tables) {
                writer.write(description(table.description()) + "\n");
                for (Item item : table.items().values()) {
                    ObjectNode line = StatesJson.object();
                    line.putArray("write").add(write(table.name(), "put", item));
                    writer.write(line + "\n");
                }
            }
        }
        Files.move(anew, file.get(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        synchronized (this) {
            out = FileChannel.open(file.get(), StandardOpenOption.APPEND);
        }
    }

    private static ObjectNode description(ObjectNode description) {
        return StatesJson.object().set("describe", description);
    }

    private static ObjectNode write(String table, String what, Item item) {
        return StatesJson.object().put("table", table).set(what, ValueWriter.attributes(item.attributes()));
    }

    void described(ObjectNode description) {
        if (isKept()) {
            append(description(description));
        }
    }

    void dropped(String table) {
        if (isKept()) {
            append(StatesJson.object().put("drop", table));
        }
    }

    void written(List<ItemWrite.Result> writes) {
        if (!isKept()) {
            return;
        }
        ObjectNode line = StatesJson.object();
        ArrayNode changes = line.putArray("write");
        for (ItemWrite.Result result : writes) {
            Item after = result.after();
            Item before = result.before();
            if (after != null) {
                changes.add(write(result.table().name(), "put", after));
            } else if (before != null) {
                changes.add(write(
                        result.table().name(), "delete", result.table().schema().keyItem(before)));
            }
        }
        if (!changes.isEmpty()) {
            append(line);
        }
    }

    private synchronized void append(ObjectNode line) {
        FileChannel to = out;
        if (to == null) {
            throw new IllegalStateException("The stand-ins are closed.");
        }
        try {
            long end = to.size();
            try {
                ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    to.write(bytes);
                }
            } catch (IOException full) {
                // the next line must not be appended to an incomplete one
                to.truncate(end);
                throw full;
            }
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        FileChannel to = out;
        out = null;
        if (to != null) {
            to.close();
        }
    }
}
