package io.taskgate.standin.dynamodb.expression;

import io.taskgate.standin.dynamodb.value.DynamoValue;
import java.util.List;
import java.util.Map;

/// A condition or filter expression.
public final class FilterExpression {

    private final Condition condition;
    private final List<DocumentPath> paths;

    FilterExpression(Condition condition, List<DocumentPath> paths) {
        this.condition = condition;
        this.paths = paths;
    }

    /// Returns all paths that it reads.
    public List<DocumentPath> paths() {
        return paths;
    }

    public boolean holds(Map<String, DynamoValue> attributes) {
        return new ConditionEvaluator(attributes).holds(condition);
    }
}
