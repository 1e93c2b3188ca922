package io.taskgate.payload.json.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.json.Json;
import io.taskgate.testing.payload.RandomJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the tree builder against Jackson's own trees.
class JsonTreeBuilderTest {

    @Test
    void buildsWhatJacksonBuildsOfAnyText() throws IOException {
        Random random = new Random(42);
        for (int i = 0; i < 10_000; i++) {
            requireSame(new RandomJson(random).text());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-0",
                "2147483647",
                "2147483648",
                "-2147483648",
                "-2147483649",
                "999999999",
                "1000000000",
                "999999999999999999",
                "9223372036854775807",
                "-9223372036854775808",
                "9223372036854775808",
                "1e3",
                "1.0",
                "\"\\ud83d\\ude00 \\n\"",
                "{\"\\u0061\":{\"a\":[]},\"\":{}}",
                "[{\"a\":1,\"b\":2},{\"a\":1,\"b\":2},{\"b\":1,\"a\":2},{\"\\u0061\":1}]",
                " [ 1 , true , false , null ] "
            })
    void buildsWhatJacksonBuilds(String json) throws IOException {
        requireSame(json);
    }

    @Test
    void buildsObjectsOfMoreNamesThanAreRemembered() throws IOException {
        String fields = IntStream.range(0, 2_000)
                .mapToObj(i -> "\"name of field " + i + "\":" + i)
                .collect(Collectors.joining(",", "{", "}"));
        requireSame("[" + fields + "," + fields + "]");
    }

    private static void requireSame(String json) throws IOException {
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        JsonNode tree = JsonTreeBuilder.read(utf8);
        JsonNode jacksons = Json.parseTrusted(utf8);
        assertThat(tree).as(json).isEqualTo(jacksons);
        assertThat(kinds(tree)).as(json).isEqualTo(kinds(jacksons));
    }

    /// Returns the types of all nodes in order, because equality does not distinguish an `int` from a `long`.
    private static List<Class<?>> kinds(JsonNode tree) {
        List<Class<?>> kinds = new ArrayList<>(List.of(tree.getClass()));
        tree.forEach(child -> kinds.addAll(kinds(child)));
        return kinds;
    }
}
