package io.taskgate.standin.stepfunctions.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.stepfunctions.Execution.Event;
import io.taskgate.standin.stepfunctions.StateSerializer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The input and the history of an execution: in memory while it runs, and in a [SpillFile] after its end,
/// from which they are read for each request. Thread-safe.
public final class ExecutionContent {

    private static final String INPUT = "input";
    private static final String HISTORY = "history";
    private static final String FLOW = "flow";

    private @Nullable InMemory memory;
    private @Nullable OnDisk disk;
    private int events;

    /// @param data the input as JSON
    private record InMemory(String input, JsonNode data, List<Event> history) {}

    private record OnDisk(SpillFile file, SpillFile.Place place) {

        JsonNode read() {
            return StatesJson.parsed(file.read(place));
        }
    }

    public ExecutionContent(String input) {
        memory = new InMemory(input, StatesJson.parsed(input), new ArrayList<>());
    }

    private InMemory loaded() {
        InMemory now = memory;
        return now == null ? inMemory(disk().read()) : now;
    }

    private OnDisk disk() {
        OnDisk now = disk;
        if (now == null) {
            throw new IllegalStateException("The content is in memory.");
        }
        return now;
    }

    private static InMemory inMemory(JsonNode saved) {
        String input = saved.path(INPUT).asText();
        List<Event> history = new ArrayList<>();
        saved.path(HISTORY).forEach(event -> history.add(StateSerializer.event(event)));
        return new InMemory(input, StatesJson.parsed(input), history);
    }

    public synchronized String input() {
        return loaded().input();
    }

    /// Returns the input as JSON.
    public synchronized JsonNode data() {
        return loaded().data();
    }

    public synchronized List<Event> history() {
        return List.copyOf(loaded().history());
    }

    /// Returns the events from the given index on.
    public synchronized List<Event> since(int index) {
        return index == events ? List.of() : List.copyOf(loaded().history().subList(index, events));
    }

    /// Returns the number of events, without reading them.
    public synchronized int events() {
        return events;
    }

    public synchronized Event last() {
        return loaded().history().getLast();
    }

    /// Adds an event to content that is in memory.
    public synchronized void add(Event event) {
        InMemory now = memory;
        if (now == null) {
            throw new IllegalStateException("The execution has ended.");
        }
        now.history().add(event);
        events++;
    }

    /// Moves the content to a file.
    ///
    /// @param flow the data for a redrive
    public synchronized void spill(SpillFile file, Optional<JsonNode> flow) {
        InMemory now = memory;
        if (now == null) {
            return;
        }
        ObjectNode saved = StatesJson.object().put(INPUT, now.input());
        ArrayNode history = saved.putArray(HISTORY);
        now.history().forEach(event -> history.add(StateSerializer.event(event)));
        flow.ifPresent(kept -> saved.set(FLOW, kept));
        file.write(saved.toString()).ifPresent(place -> {
            disk = new OnDisk(file, place);
            memory = null;
        });
    }

    /// Moves the content back to memory.
    ///
    /// @return the data for a redrive; empty if the content was in memory
    public synchronized Optional<JsonNode> recall() {
        if (memory != null) {
            return Optional.empty();
        }
        JsonNode saved = disk().read();
        memory = inMemory(saved);
        disk = null;
        return Optional.ofNullable(saved.get(FLOW));
    }
}
