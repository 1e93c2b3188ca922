package io.taskgate.batch.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.taskgate.batch.ledger.RunnerEnvelope;
import io.taskgate.batch.request.BatchPolicy;
import io.taskgate.batch.request.BatchRequest;
import io.taskgate.batch.request.ItemBatchLimits;
import io.taskgate.batch.request.ItemFormat;
import io.taskgate.batch.request.RunnerProfile;
import io.taskgate.batch.source.ItemReader;
import io.taskgate.batch.source.JsonItemReader;
import io.taskgate.payload.json.JsonItemScanner;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Runs ten million items through the planner and the item batcher, which keep only one batch of them in
/// memory.
@Tag("alone")
class ItemBatcherMemoryTest {

    private static final long ITEMS = 10_000_000;
    private static final BatchPolicy POLICY =
            new BatchPolicy(5, 10_000_000, 1_000_000, 0.000025, 800, 150, java.time.Duration.ofSeconds(30), Set.of());

    /// JSON Lines that are generated while they are read.
    private static final class Made extends InputStream {
        private final byte[] line =
                "{\"id\":0000000000,\"name\":\"somebody\",\"tags\":[\"a\",\"b\"],\"note\":\"xxxxxxxxxxxxxxx\"}\n"
                        .getBytes(StandardCharsets.US_ASCII);
        private long left = ITEMS * line.length;

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] bytes, int from, int length) {
            if (left == 0) {
                return -1;
            }
            int whole = (int) Math.min(left, Math.max(1, length / line.length) * (long) line.length);
            if (length < line.length) {
                throw new IllegalStateException("The window is larger.");
            }
            for (int at = 0; at < whole; at += line.length) {
                System.arraycopy(line, 0, bytes, from + at, line.length);
                bytes[from + at + 6] = '1';
            }
            left -= whole;
            return whole;
        }
    }

    @Test
    void tenMillionItemsAreCutInFlatMemory() throws IOException {
        BatchRequest request = new BatchRequest(
                "many",
                "arn",
                new ItemBatchLimits(1_000, 200_000),
                true,
                1_000,
                1,
                0,
                null,
                ItemFormat.JSONL,
                RunnerProfile.DEFAULT,
                false,
                false);
        Runtime runtime = Runtime.getRuntime();
        long before = held(runtime);
        Made made = new Made();
        long bytes = made.left;
        long[] most = {0};
        ItemReader items = new Watched(new JsonItemReader(made, JsonItemScanner.Form.LINES, 0), () -> {
            most[0] = Math.max(most[0], held(runtime) - before);
        });
        long began = System.nanoTime();
        long allocated = allocated();

        SourceSize extent = SourceSize.of(items, bytes, request, RunnerEnvelope.placeholder(1), Long.MAX_VALUE);
        BatchPlan plan = new BatchPlanner(POLICY).plan(new BatchPlanner.PlanInput(extent, false, true, 1), request);

        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "10,000,000 items, %,d B in %.1f s (%.0f MB/s, collections included): at most %,d B retained, %,d B allocated%n",
                bytes, seconds, bytes / 1e6 / seconds, most[0], allocated() - allocated);
        assertThat(plan.items()).isEqualTo(ITEMS);
        assertThat(plan.batches()).isEqualTo(10_000);
        assertThat(plan.strategy()).isEqualTo(BatchPlan.Strategy.RUNNERS);
        assertThat(most[0]).isNotNegative().isLessThan(4 * 1024 * 1024);
    }

    /// Returns the minimum of three measurements, because other threads allocate between a collection and a
    /// measurement.
    private static long held(Runtime runtime) {
        long least = Long.MAX_VALUE;
        for (int look = 0; look < 3; look++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().threadId());
    }

    /// Measures the heap after each million items.
    private static final class Watched implements ItemReader {
        private final ItemReader items;
        private final Runnable look;
        private long count;

        Watched(ItemReader items, Runnable look) {
            this.items = items;
            this.look = look;
        }

        @Override
        public boolean next() throws IOException {
            if (++count % 1_000_000 == 0) {
                look.run();
            }
            return items.next();
        }

        @Override
        public byte[] bytes() {
            return items.bytes();
        }

        @Override
        public int from() {
            return items.from();
        }

        @Override
        public int length() {
            return items.length();
        }

        @Override
        public long start() {
            return items.start();
        }

        @Override
        public long position() {
            return items.position();
        }
    }
}
