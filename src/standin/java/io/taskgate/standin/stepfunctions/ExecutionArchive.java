package io.taskgate.standin.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.integration.TaskOutcome;
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
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Executions in a file, a line for each thing that happened to one of them: what it was made of, the events
/// and tokens that are new, where its flows stand, and the answers to its tokens. The lines of one execution,
/// one laid over the other, are the execution. Express executions are not kept. Thread-safe; one that holds
/// an execution's lock may call.
///
/// A line is handed to the system before its method returns: it outlasts the process, not the machine.
public final class ExecutionArchive implements AutoCloseable {

    /// As long as AWS keeps what has ended.
    private static final Duration KEPT = Duration.ofDays(90);

    private static final String EXECUTION = "execution";
    private static final String FLOW = "flow";
    private static final String HISTORY = "history";
    private static final String ISSUED = "issued";
    private static final String ANSWERS = "answers";
    private static final String BEATS = "beats";

    private static final Logger LOG = Logger.getLogger(ExecutionArchive.class.getName());

    private final Optional<Path> file;
    private @Nullable FileChannel out;

    /// @param folder none where nothing is kept
    public ExecutionArchive(Optional<Path> folder) {
        this.file = folder.map(path -> path.resolve("executions.jsonl"));
    }

    /// Reads what there is, and writes it anew without what is not needed any more. To be called first, once.
    ///
    /// @return by ARN, in the order in which they were started
    public synchronized Map<String, ObjectNode> open(Instant now) throws IOException {
        Map<String, ObjectNode> executions = new LinkedHashMap<>();
        if (file.isEmpty()) {
            return executions;
        }
        if (Files.exists(file.get())) {
            read(file.get(), executions);
            executions
                    .values()
                    .removeIf(execution -> StateSerializer.instant(execution.path("stopped"))
                            .filter(stopped -> stopped.plus(KEPT).isBefore(now))
                            .isPresent());
        }
        Path anew = file.get().resolveSibling("executions.jsonl.new");
        try (BufferedWriter writer = Files.newBufferedWriter(anew)) {
            for (ObjectNode execution : executions.values()) {
                writer.write(execution + "\n");
            }
        }
        Files.move(anew, file.get(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        out = FileChannel.open(file.get(), StandardOpenOption.APPEND);
        return executions;
    }

    private static void read(Path file, Map<String, ObjectNode> executions) throws IOException {
        // a reader of Files' own would stop at a character that was cut in two
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                Optional<JsonNode> entry = StatesJson.parse(line);
                if (entry.isEmpty() && reader.readLine() == null) {
                    LOG.warning(file + ": the last line was truncated and is ignored");
                    return;
                }
                ObjectNode news = (ObjectNode) entry.orElseThrow(() -> new IOException(file
                        + " is damaged: a line in it is not JSON. Move the file away to start without executions"));
                ObjectNode execution =
                        executions.computeIfAbsent(news.path(EXECUTION).asText(), _ -> StatesJson.object());
                lay(news, execution);
            }
        }
    }

    private static void lay(ObjectNode news, ObjectNode execution) {
        news.properties().forEach(field -> {
            JsonNode value = field.getValue();
            switch (field.getKey()) {
                case HISTORY, ISSUED ->
                    execution.withArray("/" + field.getKey()).addAll((ArrayNode) value);
                case ANSWERS, BEATS ->
                    execution.withObject("/" + field.getKey()).setAll((ObjectNode) value);
                default -> execution.set(field.getKey(), value);
            }
        });
        if (!news.has("stopped") && news.has("status")) {
            execution.remove("stopped");
        }
    }

    /// One that was started, with its first event.
    void started(Execution execution) {
        if (isKept(execution)) {
            ObjectNode line = line(execution);
            line.set("made", made(execution.made()));
            execution.tell(news -> write(with(news, line)));
        }
    }

    /// Writes the events since the last call, with the flows if they are idle. Writes nothing after the archive is
    /// closed: the process ends, and unwritten events happen again.
    void happened(Execution execution, Optional<ObjectNode> flow) {
        if (isKept(execution) && isOpen()) {
            ObjectNode line = line(execution);
            flow.ifPresent(existing -> line.set(FLOW, existing));
            execution.tell(news -> write(with(news, line)));
        }
    }

    /// Before whoever sent it is told that it was taken.
    void answered(WaitingTask task, TaskOutcome outcome) {
        if (isKept(task.execution())) {
            ObjectNode line = line(task.execution());
            line.putObject(ANSWERS).set(task.token(), StateSerializer.outcome(outcome));
            write(line);
        }
    }

    void beaten(WaitingTask task) {
        Optional<Instant> by = task.deadlines().beatBy();
        if (isKept(task.execution()) && by.isPresent()) {
            ObjectNode line = line(task.execution());
            line.putObject(BEATS).put(task.token(), by.get().toString());
            write(line);
        }
    }

    private synchronized boolean isOpen() {
        return out != null;
    }

    boolean isKept(Execution execution) {
        return file.isPresent() && !execution.machine().express();
    }

    private static ObjectNode line(Execution execution) {
        return StatesJson.object().put(EXECUTION, execution.arn());
    }

    private static ObjectNode made(Execution.Made made) {
        StateMachine machine = made.machine();
        ObjectNode json = StatesJson.object()
                .put("name", made.name())
                .put("input", made.input())
                .put("started", made.started().toString());
        made.mapRun().ifPresent(run -> json.put("mapRun", run));
        ObjectNode kept = json.putObject("machine")
                .put("name", machine.name())
                .put("definition", machine.definition())
                .put("roleArn", machine.roleArn())
                .put("created", machine.created().toString());
        MachineOrigin origin = machine.origin();
        origin.revision().ifPresent(id -> kept.put("revision", id));
        origin.version().ifPresent(arn -> kept.put("version", arn));
        origin.alias().ifPresent(arn -> kept.put("alias", arn));
        return json;
    }

    private static ObjectNode with(Execution.Standing news, ObjectNode line) {
        line.put("status", news.status().name()).put("redrives", news.redrives());
        news.stopped().ifPresent(at -> line.put("stopped", at.toString()));
        news.redriven().ifPresent(at -> line.put("redriven", at.toString()));
        ArrayNode history = line.putArray(HISTORY);
        news.history().forEach(event -> history.add(StateSerializer.event(event)));
        ArrayNode issued = line.putArray(ISSUED);
        news.issued().forEach(issued::add);
        return line;
    }

    private synchronized void write(ObjectNode line) {
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
                // the next line must not be joined to half of this one
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
