package io.taskgate.payload.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import io.taskgate.payload.EvaluationException;
import io.taskgate.testing.payload.TestJson;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// Checks that a selecting shape allocates little more than its result, independent of the size of the text.
class ProjectionMemoryTest {

    private static final long LITTLE = 64 * 1024;
    private static final int MAX = 1 << 24;
    private static final JsonNode CONTEXT = TestJson.of("{}");
    private static final Shape SHAPE = Shape.compile(
            TestJson.of("{'Parameters': {'ids.$': '$.orders[*].id', 'first.$': '$.orders[0]', 'c.$': '$.customer'}}"));
    private static final String ORDER =
            "{\"id\": \"order-12345678\", \"note\": \"" + "a long text ".repeat(20) + "\", \"lines\": [1, 2.5, {}]}";

    private interface Run {
        byte[] result() throws IOException;
    }

    @Test
    void theSizeOfATextInMemoryDoesNotMatter() throws IOException {
        byte[] orders = orders(20_000).readAllBytes();
        assertThat(allocated(() -> SHAPE.apply(orders, CONTEXT, MAX))).isLessThan(LITTLE);
    }

    @Test
    void norDoesThatOfAStream() throws IOException {
        long window = 64 * 1024;
        long few = allocated(() -> SHAPE.apply(orders(1_000), CONTEXT, MAX));
        long many = allocated(() -> SHAPE.apply(orders(40_000), CONTEXT, MAX));
        assertThat(few).isLessThan(LITTLE + window);
        assertThat(many).isLessThan(LITTLE + window);
    }

    /// Measures the second run, because the first one fills the reused buffers. The result itself is
    /// excluded.
    private static long allocated(Run run) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        run.result();
        long before = threads.getCurrentThreadAllocatedBytes();
        byte[] result = run.result();
        return threads.getCurrentThreadAllocatedBytes() - before - result.length;
    }

    @Test
    void aResultThatIsTooLongIsStopped() {
        assertThatThrownBy(() -> SHAPE.apply(orders(100_000_000), CONTEXT, 100_000))
                .isInstanceOf(EvaluationException.class)
                .hasMessage("The result exceeds 100000 bytes.");
    }

    /// Items of 290 bytes each, generated while they are read from existing arrays.
    private static InputStream orders(int count) {
        byte[] first = ("{\"customer\": {\"id\": 7}, \"orders\": [" + ORDER).getBytes(StandardCharsets.UTF_8);
        byte[] next = ("," + ORDER).getBytes(StandardCharsets.UTF_8);
        byte[] last = "]}".getBytes(StandardCharsets.UTF_8);
        return new Parts(first, next, count - 1, last);
    }

    private static final class Parts extends InputStream {

        private final byte[] next;
        private final byte[] last;
        private final int times;
        private int part = -1;
        private int at;
        private byte[] now;

        Parts(byte[] first, byte[] next, int times, byte[] last) {
            this.next = next;
            this.times = times;
            this.last = last;
            this.now = first;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        /// Reads at most to the end of a part.
        @Override
        public int read(byte[] to, int from, int length) {
            if (at == now.length) {
                if (part == times) {
                    return -1;
                }
                part++;
                now = part == times ? last : next;
                at = 0;
            }
            int count = Math.min(length, now.length - at);
            System.arraycopy(now, at, to, from, count);
            at += count;
            return count;
        }
    }
}
