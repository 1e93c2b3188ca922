package io.taskgate.simulation.world;

import io.taskgate.batch.request.ItemFormat;
import io.taskgate.batch.request.ItemSource;
import io.taskgate.batch.request.TableSource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The definition of a batch.
///
/// @param items the items, all of them numbers
/// @param source the source of the items
/// @param runner the behaviour of its runners
/// @param depth the maximum nesting depth of its runners' own batches; 1 for none
public record SimulatedBatch(List<Integer> items, ItemSource source, Runner runner, int depth) {

    /// The behaviour of runners.
    public enum Runner {
        /// Runs for some seconds and returns its input.
        WORKER,
        /// Like the first, but the first execution on each input fails.
        FAILS_ONCE,
        /// Like the first, with an output of 20 KB.
        VERBOSE,
        /// Starts a nested batch of its items and returns that batch's answer.
        NESTING;

        private static final String MACHINE = "arn:aws:states:eu-central-1:123456789012:stateMachine:";

        String arn() {
            return MACHINE + name();
        }

        static Runner of(String arn) {
            return valueOf(arn.substring(MACHINE.length()));
        }
    }

    /// Returns a batch of the numbers from 0 on, inline in the request.
    public static SimulatedBatch inline(int items, Runner runner) {
        return inline(numbers(items), runner, runner == Runner.NESTING ? 2 : 1);
    }

    static SimulatedBatch inline(List<Integer> items, Runner runner, int depth) {
        byte[] array = joined(items, ",", "[", "]");
        return new SimulatedBatch(items, new ItemSource.Inline(array), runner, depth);
    }

    /// Returns a batch of the numbers from 0 on, in the store as JSON Lines.
    public static SimulatedBatch stored(SimulatedStore store, String key, int items) {
        store.put(key, joined(numbers(items), "\n", "", "\n"));
        return new SimulatedBatch(
                numbers(items), new ItemSource.Stored("data", key, ItemFormat.JSONL), Runner.WORKER, 1);
    }

    /// Returns a batch of the rows of a table.
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
