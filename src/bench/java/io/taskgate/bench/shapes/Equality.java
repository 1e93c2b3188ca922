package io.taskgate.bench.shapes;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.taskgate.payload.json.CanonicalJson;
import io.taskgate.payload.shape.Shape;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Before anything is measured: all competitors make the same JSON value of the same bytes.
final class Equality {

    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Equality() {}

    /// @return how many bytes each work puts out
    /// @throws IllegalStateException when one of them does something else
    static Map<Work, Integer> check() throws IOException {
        Map<Work, Integer> sizes = new EnumMap<>(Work.class);
        for (Work work : Work.values()) {
            byte[] document = work.document();
            byte[] ours = Ours.output(Ours.selecting(work.paths), document);
            sizes.put(work, ours.length);
            for (String name : List.of(Job.TREE, Job.JAYWAY, Job.JSONATA)) {
                require(work.title + ", " + name, ours, (byte[])
                        new Job(work, name).run().apply(document));
            }
        }
        byte[] orders = Work.ORDERS_200K.document();
        for (Special special : Special.values()) {
            Shape shape = special.shape();
            require(special.title, Ours.output(shape, orders), (byte[])
                    special.byHand().apply(orders));
        }
        return sizes;
    }

    static void require(String what, byte[] ours, byte[] theirs) throws IOException {
        if (!CanonicalJson.sha256(EXACT.readTree(ours)).equals(CanonicalJson.sha256(EXACT.readTree(theirs)))) {
            throw new IllegalStateException(what + " does something else: " + start(ours) + " and " + start(theirs));
        }
    }

    private static String start(byte[] json) {
        return new String(json, 0, Math.min(json.length, 300), java.nio.charset.StandardCharsets.UTF_8);
    }
}
