package io.taskgate.payload.shape;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.testing.payload.BoundaryVariants;
import io.taskgate.testing.payload.RandomJson;
import io.taskgate.testing.payload.RandomShape;
import io.taskgate.testing.payload.StrictJsonReference;
import io.taskgate.testing.payload.TestJson;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Checks for random JSON and random selecting shapes that each variant has the same valid result and reports
/// its size.
class SelectingShapesTest {

    private static final int CASES = 10_000;
    private static final int SMALLEST_BUDGET = 2048;

    @Test
    void bytesAndTreeAgreeByAnyKindOfPath() {
        Random random = new Random(20260805);
        int found = 0;
        int checkedIn = 0;
        for (int i = 0; i < CASES; i++) {
            RandomJson values = new RandomJson(random);
            String json = i % 20 == 0
                    ? Stream.generate(values::text).limit(60).collect(Collectors.joining(",", "[", "]"))
                    : values.text();
            Optional<byte[]> result = apply(random, json, TestJson.plain(json));
            found += result.isPresent() ? 1 : 0;
            checkedIn += result.filter(bytes -> bytes.length > SMALLEST_BUDGET).isPresent() ? 1 : 0;
        }
        assertThat(found).isGreaterThan(CASES / 2);
        assertThat(checkedIn).isPositive();
    }

    @Test
    void bytesAndTreeAgreeOnWhatIsRefused() {
        Random random = new Random(20260806);
        int refused = 0;
        for (int i = 0; i < CASES; i++) {
            String json = new RandomJson(random).text();
            byte[] broken = json.getBytes(StandardCharsets.UTF_8);
            broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            Shape shape = Shape.compile(RandomShape.selecting(random, TestJson.plain(json)));
            Optional<JsonNode> tree = StrictJsonReference.parse(broken);
            BoundaryVariants.requireSame(shape, broken, tree);
            refused += tree.isEmpty() ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(CASES / 4).isLessThan(CASES);
    }

    private static Optional<byte[]> apply(Random random, String json, JsonNode tree) {
        ObjectNode shape = RandomShape.selecting(random, tree);
        try {
            return BoundaryVariants.requireSame(
                    Shape.compile(shape), json.getBytes(StandardCharsets.UTF_8), Optional.of(tree));
        } catch (AssertionError e) {
            throw new AssertionError(shape + " on " + json, e);
        }
    }
}
