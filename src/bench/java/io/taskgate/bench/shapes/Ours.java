package io.taskgate.bench.shapes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.Boundary;
import io.taskgate.payload.Budget;
import io.taskgate.payload.Content;
import io.taskgate.payload.Crossing;
import io.taskgate.payload.Json;
import io.taskgate.payload.OverBudget;
import io.taskgate.payload.Payload;
import io.taskgate.payload.PayloadStore;
import io.taskgate.payload.Preview;
import io.taskgate.payload.Reference;
import io.taskgate.payload.Shape;
import io.taskgate.payload.Verified;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// taskgate's own boundary, as requests use it.
final class Ours {

    private static final ObjectNode CONTEXT = JsonNodeFactory.instance.objectNode();

    /// What is larger than a state may be is made, counted and refused: its way to a store is not measured here.
    private static final Budget LARGE = new Budget(Budget.STATE_LIMIT, 0, OverBudget.REFUSE);

    private Ours() {}

    static Run crossing(Shape shape) {
        Boundary boundary = new Boundary(shape, LARGE);
        return json -> boundary.cross(json, CONTEXT, new Kept());
    }

    static Run preview(Shape shape) {
        Boundary boundary = new Boundary(shape, LARGE);
        return json -> Preview.of(boundary, Json.parse(json), CONTEXT);
    }

    /// Not measured: what crosses, whatever its size.
    static byte[] output(Shape shape, byte[] json) throws IOException {
        Kept kept = new Kept();
        Boundary boundary = new Boundary(shape, new Budget(Budget.STATE_LIMIT, 0, OverBudget.CHECK_IN));
        Crossing.Passed passed = (Crossing.Passed) boundary.cross(json, CONTEXT, kept);
        return passed.payload() instanceof Payload.Inline(byte[] inline) ? inline : kept.contents.getFirst();
    }

    static Shape selecting(Map<String, String> paths) {
        ObjectNode shape = JsonNodeFactory.instance.objectNode();
        ObjectNode parameters = shape.putObject("Parameters");
        paths.forEach((name, path) -> parameters.put(name + ".$", path));
        return Shape.compile(shape);
    }

    /// A store that keeps what it gets.
    private static final class Kept implements PayloadStore {

        private final List<byte[]> contents = new ArrayList<>(1);

        @Override
        public Reference checkIn(Content content, String contentType, JsonNode summary) {
            try (InputStream in = content.open()) {
                contents.add(in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Reference("none", "none", content.size(), "", contentType, summary);
        }

        @Override
        public Verified open(Reference reference) {
            throw new UnsupportedOperationException("what is kept is looked at itself");
        }
    }
}
