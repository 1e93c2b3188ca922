package io.taskgate.standin.dynamodb.expression;

import io.taskgate.standin.dynamodb.expression.DocumentPath.Step;
import io.taskgate.standin.dynamodb.value.DynamoDbError;
import io.taskgate.standin.dynamodb.value.DynamoValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Collects changes by path, which are applied together: list positions are those before the update.
/// Unchanged values are shared with the old item.
final class EditTree {

    private static final String INVALID_PATH =
            "The document path provided in the update expression is invalid for update";

    sealed interface Edit {}

    record Replacement(DynamoValue value) implements Edit {}

    record Removal() implements Edit {}

    /// Changes nothing, but requires that the path exists.
    record Untouched() implements Edit {}

    private record Branch(Map<Step, Edit> edits) implements Edit {}

    private final Branch root = new Branch(new LinkedHashMap<>());

    void add(DocumentPath path, Edit edit) {
        Branch branch = root;
        List<Step> steps = path.steps();
        for (int i = 0; i < steps.size() - 1; i++) {
            branch = (Branch) branch.edits().computeIfAbsent(steps.get(i), _ -> new Branch(new LinkedHashMap<>()));
        }
        branch.edits().put(steps.getLast(), edit);
    }

    Map<String, DynamoValue> apply(Map<String, DynamoValue> attributes) {
        return document(root, attributes);
    }

    private static @Nullable DynamoValue apply(Edit edit, @Nullable DynamoValue existing) {
        return switch (edit) {
            case Replacement(DynamoValue value) -> value;
            case Removal _ -> null;
            case Untouched _ -> existing;
            case Branch branch -> {
                boolean byName = branch.edits().keySet().iterator().next() instanceof Step.Name;
                if (byName && existing instanceof DynamoValue.Document(Map<String, DynamoValue> values)) {
                    yield new DynamoValue.Document(document(branch, values));
                }
                if (!byName && existing instanceof DynamoValue.Sequence(List<DynamoValue> values)) {
                    yield new DynamoValue.Sequence(sequence(branch, values));
                }
                throw DynamoDbError.validation(INVALID_PATH);
            }
        };
    }

    private static Map<String, DynamoValue> document(Branch branch, Map<String, DynamoValue> values) {
        Map<String, DynamoValue> changed = new HashMap<>(values);
        branch.edits().forEach((step, edit) -> {
            DynamoValue value = apply(edit, values.get(step.toString()));
            if (value == null) {
                changed.remove(step.toString());
            } else {
                changed.put(step.toString(), value);
            }
        });
        return changed;
    }

    /// Appends elements beyond the end, ordered by position.
    private static List<DynamoValue> sequence(Branch branch, List<DynamoValue> values) {
        TreeMap<Integer, Edit> edits = new TreeMap<>();
        branch.edits().forEach((step, edit) -> {
            if (step instanceof Step.Index(int index)) {
                edits.put(index, edit);
            }
        });
        List<DynamoValue> changed = new ArrayList<>(values.size() + 1);
        for (int i = 0; i < values.size(); i++) {
            Edit edit = edits.remove(i);
            DynamoValue value = edit == null ? values.get(i) : apply(edit, values.get(i));
            if (value != null) {
                changed.add(value);
            }
        }
        edits.forEach((_, edit) -> {
            DynamoValue value = apply(edit, null);
            if (value != null) {
                changed.add(value);
            }
        });
        return changed;
    }
}
