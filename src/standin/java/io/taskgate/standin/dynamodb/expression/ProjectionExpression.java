package io.taskgate.standin.dynamodb.expression;

import io.taskgate.standin.dynamodb.expression.DocumentPath.Step;
import io.taskgate.standin.dynamodb.value.DynamoValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A projection of an item: the values of some paths in their places. List elements move together.
public final class ProjectionExpression {

    /// @param below the steps below; empty for the whole value
    private record Part(Map<Step, Part> below) {}

    private final List<DocumentPath> paths;
    private final Part root = new Part(new LinkedHashMap<>());

    public ProjectionExpression(List<DocumentPath> paths) {
        this.paths = paths;
        for (DocumentPath path : paths) {
            Part part = root;
            for (Step step : path.steps()) {
                part = part.below().computeIfAbsent(step, _ -> new Part(new LinkedHashMap<>()));
            }
        }
    }

    public List<DocumentPath> paths() {
        return paths;
    }

    public Map<String, DynamoValue> of(Map<String, DynamoValue> attributes) {
        return document(root, attributes);
    }

    private static Map<String, DynamoValue> document(Part part, Map<String, DynamoValue> values) {
        Map<String, DynamoValue> found = new HashMap<>();
        part.below().forEach((step, below) -> {
            DynamoValue value = value(below, values.get(step.toString()));
            if (value != null) {
                found.put(step.toString(), value);
            }
        });
        return found;
    }

    private static @Nullable DynamoValue value(Part part, @Nullable DynamoValue value) {
        if (value == null || part.below().isEmpty()) {
            return value;
        }
        boolean byName = part.below().keySet().iterator().next() instanceof Step.Name;
        if (byName && value instanceof DynamoValue.Document(Map<String, DynamoValue> values)) {
            Map<String, DynamoValue> found = document(part, values);
            return found.isEmpty() ? null : new DynamoValue.Document(found);
        }
        if (!byName && value instanceof DynamoValue.Sequence(List<DynamoValue> values)) {
            List<DynamoValue> found = sequence(part, values);
            return found.isEmpty() ? null : new DynamoValue.Sequence(found);
        }
        return null;
    }

    private static List<DynamoValue> sequence(Part part, List<DynamoValue> values) {
        TreeMap<Integer, DynamoValue> found = new TreeMap<>();
        part.below().forEach((step, below) -> {
            if (step instanceof Step.Index(int index) && index < values.size()) {
                DynamoValue value = value(below, values.get(index));
                if (value != null) {
                    found.put(index, value);
                }
            }
        });
        return new ArrayList<>(found.values());
    }
}
