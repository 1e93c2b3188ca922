package io.taskgate.faults.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// The log of one participant, JSON Lines in the order of writing. Each line gets `at`, this machine's time,
/// which no fault of the stand-ins' clock moves. Thread-safe.
public final class ParticipantLog implements AutoCloseable {

    public static final ObjectMapper JSON = new ObjectMapper();

    private final BufferedWriter file;

    public ParticipantLog(Path path) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        file = Files.newBufferedWriter(path);
    }

    public static ObjectNode line() {
        return JSON.createObjectNode();
    }

    public void write(ObjectNode line) {
        line.put("at", Instant.now().toString());
        synchronized (file) {
            try {
                file.write(line.toString());
                file.newLine();
            } catch (IOException full) {
                throw new UncheckedIOException(full);
            }
        }
    }

    void flush() throws IOException {
        synchronized (file) {
            file.flush();
        }
    }

    static List<JsonNode> read(Path path) throws IOException {
        try (Stream<String> lines = Files.lines(path)) {
            return lines.map(ParticipantLog::parse).toList();
        }
    }

    public static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (file) {
            file.close();
        }
    }
}
