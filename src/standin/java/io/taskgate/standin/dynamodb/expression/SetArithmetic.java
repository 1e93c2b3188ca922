package io.taskgate.standin.dynamodb.expression;

import io.taskgate.standin.dynamodb.value.DynamoValue;
import io.taskgate.standin.dynamodb.value.ValueReader;
import java.util.Optional;
import java.util.Set;

/// Sets of one type.
final class SetArithmetic {

    private SetArithmetic() {}

    static DynamoValue union(DynamoValue one, DynamoValue two) {
        Set<DynamoValue> all = ValueReader.ordered(one.elements().orElseThrow());
        all.addAll(two.elements().orElseThrow());
        return one.with(all);
    }

    /// Empty where nothing remains: a set is never empty.
    static Optional<DynamoValue> difference(DynamoValue from, DynamoValue less) {
        Set<DynamoValue> rest = ValueReader.ordered(from.elements().orElseThrow());
        rest.removeAll(less.elements().orElseThrow());
        return rest.isEmpty() ? Optional.empty() : Optional.of(from.with(rest));
    }
}
