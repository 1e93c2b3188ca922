package io.taskgate.standin.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.integration.TaskOutcome;
import io.taskgate.standin.stepfunctions.content.ArchiveIndex;
import io.taskgate.standin.stepfunctions.content.SpillFile;
import java.io.IOException;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Stores executions in a file, with one line for each change: the definition, new events and tokens, the
/// positions of the flows, and the answers to tokens. The lines of an execution, applied in order, restore
/// it. Express executions are not stored. Thread-safe; callers may hold an execution's lock.
///
/// A line is passed to the operating system before its method returns, so it survives the end of the process,
/// but not of the machine.
public final class ExecutionArchive implements AutoCloseable {

    /// The time for which AWS stores ended executions.
    private static final Duration KEPT = Duration.ofDays(90);

    private static final String EXECUTION = "execution";
    private static final String FLOW = "flow";
    private static final String HISTORY = "history";
    private static final String ISSUED = "issued";
    private static final String ANSWERS = "answers";
    private static final String BEATS = "beats";

    private static final Logger LOG = Logger.getLogger(ExecutionArchive.class.getName());

    private final Optional<Path> file;
    private final Map<String, SpillFile.Place> opened = new LinkedHashMap<>();
    private @Nullable FileChannel out;
    private @Nullable FileChannel in;

    /// @param folder the folder of the file; nothing is stored if empty
    public ExecutionArchive(Optional<Path> folder) {
        this.file = folder.map(path -> path.resolve("executions.jsonl"));
    }

    /// Rewrites the file with one line for each execution, without obsolete data. Must be called once, before
    /// any other method.
    ///
    /// @return the ARNs in the order of the starts
    public synchronized List<String> open(Instant now) throws IOException {
        if (file.isEmpty()) {
            return List.of();
        }
        Path anew = file.get().resolveSibling("executions.jsonl.new");
        try (FileChannel to = FileChannel.open(
                anew, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            if (Files.exists(file.get())) {
                compact(file.get(), to, now);
            }
        }
        Files.move(anew, file.get(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        out = FileChannel.open(file.get(), StandardOpenOption.APPEND);
        in = FileChannel.open(file.get(), StandardOpenOption.READ);
        return List.copyOf(opened.keySet());
    }

    /// Processes one execution at a time, so that a large file needs little memory.
    private void compact(Path from, FileChannel to, Instant now) throws IOException {
        ArchiveIndex index = ArchiveIndex.of(from);
        try (FileChannel lines = FileChannel.open(from, StandardOpenOption.READ)) {
            for (Map.Entry<String, List<ArchiveIndex.Line>> each : index.lines().entrySet()) {
                ObjectNode execution = StatesJson.object();
                for (ArchiveIndex.Line line : each.getValue()) {
                    Optional<JsonNode> news = StatesJson.parse(SpillFile.read(lines, line.place()));
                    if (news.isEmpty() && !line.isLast()) {
                        throw index.damaged();
                    }
                    news.ifPresentOrElse(
                            whole -> lay((ObjectNode) whole, execution),
                            () -> LOG.warning(from + ": the last line was truncated and is ignored"));
                }
                if (!execution.isEmpty() && !isOver(execution, now)) {
                    long start = to.position();
                    write(to, execution);
                    opened.put(each.getKey(), new SpillFile.Place(start, (int) (to.position() - start - 1)));
                }
            }
        }
    }

    private static boolean isOver(ObjectNode execution, Instant now) {
        return StateSerializer.instant(execution.path("stopped"))
                .filter(stopped -> stopped.plus(KEPT).isBefore(now))
                .isPresent();
    }

    /// Reads an execution as it was when the archive was opened.
    public synchronized ObjectNode read(String arn) {
        FileChannel from = in;
        SpillFile.Place place = opened.get(arn);
        if (from == null || place == null) {
            throw new IllegalStateException("The archive does not have " + arn + ".");
        }
        try {
            return (ObjectNode) StatesJson.parsed(SpillFile.read(from, place));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void write(FileChannel to, ObjectNode line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            to.write(bytes);
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

    /// Stores a started execution with its first event.
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

    /// Stores an answer before its sender gets the acknowledgement.
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
                write(to, line);
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
        FileChannel from = in;
        out = null;
        in = null;
        if (to != null && from != null) {
            to.close();
            from.close();
        }
    }
}
