package io.taskgate.bench.shapes;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.taskgate.payload.json.CanonicalJson;
import io.taskgate.payload.shape.Shape;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Checks before the measurement that all contenders create the same JSON value from the same bytes.
final class EqualityCheck {

    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private EqualityCheck() {}

    /// Checks that all contenders have the same output.
    ///
    /// @return the number of output bytes of each workload
    /// @throws IllegalStateException if one of them has another output
    static Map<ShapeWorkload, Integer> check() throws IOException {
        Map<ShapeWorkload, Integer> sizes = new EnumMap<>(ShapeWorkload.class);
        for (ShapeWorkload work : ShapeWorkload.values()) {
            byte[] document = work.document();
            byte[] ours = TaskgateShape.output(TaskgateShape.selecting(work.paths), document);
            sizes.put(work, ours.length);
            for (String name : List.of(ShapeJob.TREE, ShapeJob.JAYWAY, ShapeJob.JSONATA)) {
                require(work.title + ", " + name, ours, (byte[])
                        new ShapeJob(work, name).run().apply(document));
            }
        }
        byte[] orders = ShapeWorkload.ORDERS_200K.document();
        for (EdgeCases special : EdgeCases.values()) {
            Shape shape = special.shape();
            require(special.title, TaskgateShape.output(shape, orders), (byte[])
                    special.byHand().apply(orders));
        }
        return sizes;
    }

    static void require(String what, byte[] ours, byte[] theirs) throws IOException {
        if (!CanonicalJson.sha256(EXACT.readTree(ours)).equals(CanonicalJson.sha256(EXACT.readTree(theirs)))) {
            throw new IllegalStateException(what + " has another output: " + start(ours) + " and " + start(theirs));
        }
    }

    private static String start(byte[] json) {
        return new String(json, 0, Math.min(json.length, 300), java.nio.charset.StandardCharsets.UTF_8);
    }
}
