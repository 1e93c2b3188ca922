package io.taskgate.simulation.world;

import io.taskgate.batch.request.ItemFormat;
import io.taskgate.batch.request.ItemSource;
import io.taskgate.batch.request.TableSource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A batch to ask for.
///
/// @param items  its items, numbers all
/// @param source where they are
/// @param runner what is started on them
/// @param depth  how deep its runners may begin batches of their own; 1 for not at all
public record SimulatedBatch(List<Integer> items, ItemSource source, Runner runner, int depth) {

    /// What runners do.
    public enum Runner {
        /// Takes some seconds, and ends with its input.
        WORKER,
        /// The same, but the first execution on each input fails.
        FAILS_ONCE,
        /// The same with an output of 20 KB.
        VERBOSE,
        /// Begins a batch of its items, and ends with that one's answer.
        NESTING;

        private static final String MACHINE = "arn:aws:states:eu-central-1:123456789012:stateMachine:";

        String arn() {
            return MACHINE + name();
        }

        static Runner of(String arn) {
            return valueOf(arn.substring(MACHINE.length()));
        }
    }

    /// Of the numbers from 0 on, which the request brings along.
    public static SimulatedBatch inline(int items, Runner runner) {
        return inline(numbers(items), runner, runner == Runner.NESTING ? 2 : 1);
    }

    static SimulatedBatch inline(List<Integer> items, Runner runner, int depth) {
        byte[] array = joined(items, ",", "[", "]");
        return new SimulatedBatch(items, new ItemSource.Inline(array), runner, depth);
    }

    /// Of the numbers from 0 on, which somebody has put into the store as JSON Lines.
    public static SimulatedBatch stored(SimulatedStore store, String key, int items) {
        store.put(key, joined(numbers(items), "\n", "", "\n"));
        return new SimulatedBatch(
                numbers(items), new ItemSource.Stored("data", key, ItemFormat.JSONL), Runner.WORKER, 1);
    }

    /// Of a table's rows.
    public static SimulatedBatch table(int items) {
        TableSource rows = new TableSource(SimulatedObjects.TABLE + items, null, null, Map.of(), Map.of(), null, 1);
        return new SimulatedBatch(numbers(items), new ItemSource.Table(rows), Runner.WORKER, 1);
    }

    private static List<Integer> numbers(int to) {
        return IntStream.range(0, to).boxed().toList();
    }

    private static byte[] joined(List<Integer> items, String between, String before, String after) {
        return items.stream()
                .map(String::valueOf)
                .collect(Collectors.joining(between, before, after))
                .getBytes(StandardCharsets.UTF_8);
    }
}
