package io.taskgate.aws;

import io.taskgate.callback.model.Adjustment;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// What was changed of an answer, as a part of its item, and back.
final class ChangeItem {

    private ChangeItem() {}

    static AttributeValue write(List<Adjustment> changes) {
        return AttributeValue.fromL(changes.stream().map(ChangeItem::one).toList());
    }

    private static AttributeValue one(Adjustment change) {
        return AttributeValue.fromM(Map.of(
                "field", Values.of(change.field()),
                "kind", Values.of(change.kind().word()),
                "from", Values.of(change.from()),
                "to", Values.of(change.to())));
    }

    static List<Adjustment> read(List<AttributeValue> values) {
        return values.stream().map(AttributeValue::m).map(ChangeItem::one).toList();
    }

    private static Adjustment one(Map<String, AttributeValue> map) {
        return new Adjustment(
                Values.needed(map, "field"),
                Adjustment.Kind.of(Values.needed(map, "kind")),
                Values.number(map, "from"),
                Values.number(map, "to"));
    }
}
