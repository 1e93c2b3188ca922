package io.taskgate.standin.dynamodb.expression;

import io.taskgate.standin.dynamodb.value.DynamoValue;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A location in an item: an attribute, and steps into it.
public record DocumentPath(List<Step> steps) {

    /// A step into a map by name, or into a list by position.
    public sealed interface Step {

        record Name(String name) implements Step {

            @Override
            public String toString() {
                return name;
            }
        }

        record Index(int index) implements Step {

            @Override
            public String toString() {
                return "[" + index + "]";
            }
        }
    }

    /// Returns the name of the attribute.
    public String head() {
        return steps.getFirst().toString();
    }

    public boolean isNested() {
        return steps.size() > 1;
    }

    /// Returns the value at this path; null if there is none.
    public @Nullable DynamoValue in(Map<String, DynamoValue> attributes) {
        DynamoValue found = attributes.get(head());
        for (int i = 1; i < steps.size() && found != null; i++) {
            found = step(found, steps.get(i));
        }
        return found;
    }

    private static @Nullable DynamoValue step(DynamoValue from, Step step) {
        return switch (step) {
            case Step.Name(String name)
            when from instanceof DynamoValue.Document(Map<String, DynamoValue> values) -> values.get(name);
            case Step.Index(int index)
            when from instanceof DynamoValue.Sequence(List<DynamoValue> values) && index < values.size() ->
                values.get(index);
            case Step.Name _, Step.Index _ -> null;
        };
    }

    /// Returns the path as in messages: `[m, [1]]`.
    @Override
    public String toString() {
        return steps.stream().map(Step::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
