package io.taskgate.bench.shapes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.boundary.Boundary;
import io.taskgate.payload.boundary.BoundaryResult;
import io.taskgate.payload.boundary.Budget;
import io.taskgate.payload.boundary.OverBudgetAction;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.payload.claimcheck.RepeatableContent;
import io.taskgate.payload.claimcheck.VerifyingInputStream;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.preview.ShapePreview;
import io.taskgate.payload.shape.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// taskgate's own boundary as requests use it.
final class TaskgateShape {

    private static final ObjectNode CONTEXT = JsonNodeFactory.instance.objectNode();

    /// A budget that rejects a result larger than a state, because storing it is not measured here.
    private static final Budget LARGE = new Budget(Budget.STATE_LIMIT, 0, OverBudgetAction.REJECT);

    private TaskgateShape() {}

    static ShapeRun crossing(Shape shape) {
        Boundary boundary = new Boundary(shape, LARGE);
        return json -> boundary.apply(json, CONTEXT, new InMemoryStore());
    }

    static ShapeRun preview(Shape shape) {
        Boundary boundary = new Boundary(shape, LARGE);
        return json -> ShapePreview.of(boundary, Json.parse(json), CONTEXT);
    }

    /// The limit of the payload, which is not measured.
    static byte[] output(Shape shape, byte[] json) throws IOException {
        InMemoryStore kept = new InMemoryStore();
        Boundary boundary = new Boundary(shape, new Budget(Budget.STATE_LIMIT, 0, OverBudgetAction.CHECK_IN));
        BoundaryResult.Passed passed = (BoundaryResult.Passed) boundary.apply(json, CONTEXT, kept);
        return passed.payload() instanceof Payload.Inline(byte[] inline) ? inline : kept.contents.getFirst();
    }

    static Shape selecting(Map<String, String> paths) {
        ObjectNode shape = JsonNodeFactory.instance.objectNode();
        ObjectNode parameters = shape.putObject("Parameters");
        paths.forEach((name, path) -> parameters.put(name + ".$", path));
        return Shape.compile(shape);
    }

    /// An in-memory store.
    private static final class InMemoryStore implements PayloadStore {

        private final List<byte[]> contents = new ArrayList<>(1);

        @Override
        public PayloadReference checkIn(RepeatableContent content, String contentType, JsonNode summary) {
            try (InputStream in = content.open()) {
                contents.add(in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new PayloadReference("none", "none", content.size(), "", contentType, summary);
        }

        @Override
        public VerifyingInputStream open(PayloadReference reference) {
            throw new UnsupportedOperationException("Read the stored content directly.");
        }
    }
}
