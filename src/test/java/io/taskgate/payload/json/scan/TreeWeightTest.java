package io.taskgate.payload.json.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.taskgate.payload.InvalidJsonException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the estimated size of trees: a short text can become a large tree.
class TreeWeightTest {

    private static final int MANY = 20_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// The maximum ratio between the size of a tree and its text.
    private static final int MAX_TIMES = 45;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"a\":{\"b\":1}}",
                "{\"\":{\"\":{\"\":{}}}}",
                "[[[[]]]]",
                "1234567",
                "1.5",
                "123456789012345678901234567890",
                "\"a\"",
                "\"a text of usual length\"",
                "{\"id\":1,\"name\":\"a name\",\"price\":12.5,\"open\":true,\"lines\":[{\"sku\":\"x\",\"quantity\":2}]}"
            })
    void itsWeightIsWhatItTakes(String element) throws IOException {
        byte[] json = ("[" + (element + ",").repeat(MANY) + element + "]").getBytes(StandardCharsets.UTF_8);
        JsonTreeBuilder.read(json, Long.MAX_VALUE);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        assertThat(JsonTreeBuilder.read(json, Long.MAX_VALUE)).hasSize(MANY + 1);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

        assertThat(allocated).isLessThan((long) MAX_TIMES * json.length);
        assertThatThrownBy(() -> JsonTreeBuilder.read(json, allocated / 3))
                .isInstanceOf(InvalidJsonException.class)
                .hasMessageContaining("exceeds " + allocated / 3 + " B");
        assertThat(JsonTreeBuilder.weight(json, 0, json.length)).isGreaterThan(allocated / 3);
    }
}
