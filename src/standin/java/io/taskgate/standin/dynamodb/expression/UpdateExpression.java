package io.taskgate.standin.dynamodb.expression;

import io.taskgate.standin.dynamodb.value.DynamoDbError;
import io.taskgate.standin.dynamodb.value.DynamoValue;
import io.taskgate.standin.dynamodb.value.NumberFormat38;
import io.taskgate.standin.dynamodb.value.ValueReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The changes of an update expression. All operands are read before the update; the changes are applied
/// together.
public final class UpdateExpression {

    private static final String MISSING =
            "The provided expression refers to an attribute that does not exist in the item";
    private static final String WRONG_TYPE = "An operand in the update expression has an incorrect data type";

    /// A single change.
    sealed interface Action {

        DocumentPath path();

        record Assign(DocumentPath path, Operand value) implements Action {}

        record Remove(DocumentPath path) implements Action {}

        /// Adds to a number or to a set.
        record Add(DocumentPath path, DynamoValue value) implements Action {}

        /// Removes elements of a set.
        record Delete(DocumentPath path, DynamoValue value) implements Action {}
    }

    private final List<Action> actions;

    UpdateExpression(List<Action> actions) {
        this.actions = actions;
    }

    /// Returns the paths that the expression changes.
    public List<DocumentPath> targets() {
        return actions.stream().map(Action::path).toList();
    }

    /// Returns the attributes that it sets to constant values.
    public Stream<Map.Entry<String, DynamoValue>> constants() {
        return actions.stream()
                .flatMap(action ->
                        action instanceof Action.Assign(DocumentPath path, Operand.Constant(DynamoValue value))
                                        && !path.isNested()
                                ? Stream.of(Map.entry(path.head(), value))
                                : action instanceof Action.Add(DocumentPath path, DynamoValue value) && !path.isNested()
                                        ? Stream.of(Map.entry(path.head(), value))
                                        : Stream.empty());
    }

    /// Returns the attributes after the update.
    ///
    /// @throws DynamoDbError if the item does not match the expression
    public Map<String, DynamoValue> apply(Map<String, DynamoValue> attributes) {
        EditTree edits = new EditTree();
        for (Action action : actions) {
            edits.add(action.path(), edit(action, attributes));
        }
        return edits.apply(attributes);
    }

    private static EditTree.Edit edit(Action action, Map<String, DynamoValue> attributes) {
        return switch (action) {
            case Action.Assign(DocumentPath _, Operand value) -> new EditTree.Replacement(required(value, attributes));
            case Action.Remove _ -> new EditTree.Removal();
            case Action.Add(DocumentPath path, DynamoValue value) ->
                new EditTree.Replacement(added(path.in(attributes), value));
            case Action.Delete(DocumentPath path, DynamoValue value) -> deleted(path.in(attributes), value);
        };
    }

    private static DynamoValue required(Operand operand, Map<String, DynamoValue> attributes) {
        DynamoValue value = value(operand, attributes);
        if (value == null) {
            throw DynamoDbError.validation(MISSING);
        }
        return value;
    }

    private static @Nullable DynamoValue value(Operand operand, Map<String, DynamoValue> attributes) {
        return switch (operand) {
            case Operand.Path(DocumentPath path) -> path.in(attributes);
            case Operand.Constant(DynamoValue value) -> value;
            case Operand.Arithmetic(String sign, Operand left, Operand right) -> {
                BigDecimal one = number(required(left, attributes));
                BigDecimal two = number(required(right, attributes));
                yield NumberFormat38.checked(sign.equals("+") ? one.add(two) : one.subtract(two));
            }
            case Operand.Call(String name, List<Operand> arguments)
            when name.equals("if_not_exists") -> {
                DynamoValue existing = value(arguments.getFirst(), attributes);
                yield existing == null ? value(arguments.get(1), attributes) : existing;
            }
            case Operand.Call(String _, List<Operand> arguments) -> {
                List<DynamoValue> joined = new ArrayList<>(list(required(arguments.getFirst(), attributes)));
                joined.addAll(list(required(arguments.get(1), attributes)));
                yield new DynamoValue.Sequence(joined);
            }
            case Operand.Undefined _ -> throw new IllegalStateException("The expression was rejected before.");
        };
    }

    private static BigDecimal number(DynamoValue value) {
        if (value instanceof DynamoValue.Decimal(BigDecimal number)) {
            return number;
        }
        throw DynamoDbError.validation(WRONG_TYPE);
    }

    private static List<DynamoValue> list(DynamoValue value) {
        if (value instanceof DynamoValue.Sequence(List<DynamoValue> values)) {
            return values;
        }
        throw DynamoDbError.validation(WRONG_TYPE);
    }

    private static DynamoValue added(@Nullable DynamoValue existing, DynamoValue more) {
        if (existing == null) {
            return more;
        }
        requireSameType(existing, more);
        if (more instanceof DynamoValue.Decimal(BigDecimal number)) {
            return NumberFormat38.checked(number(existing).add(number));
        }
        return union(existing, more);
    }

    private static EditTree.Edit deleted(@Nullable DynamoValue existing, DynamoValue less) {
        if (existing == null) {
            return new EditTree.Untouched();
        }
        requireSameType(existing, less);
        return difference(existing, less)
                .<EditTree.Edit>map(EditTree.Replacement::new)
                .orElseGet(EditTree.Removal::new);
    }

    private static DynamoValue union(DynamoValue one, DynamoValue two) {
        Set<DynamoValue> all = ValueReader.ordered(one.elements().orElseThrow());
        all.addAll(two.elements().orElseThrow());
        return one.with(all);
    }

    /// Returns empty if no element remains, because a set is never empty.
    private static Optional<DynamoValue> difference(DynamoValue from, DynamoValue less) {
        Set<DynamoValue> rest = ValueReader.ordered(from.elements().orElseThrow());
        rest.removeAll(less.elements().orElseThrow());
        return rest.isEmpty() ? Optional.empty() : Optional.of(from.with(rest));
    }

    private static void requireSameType(DynamoValue existing, DynamoValue other) {
        if (!existing.type().equals(other.type())) {
            throw DynamoDbError.validation(WRONG_TYPE);
        }
    }
}
