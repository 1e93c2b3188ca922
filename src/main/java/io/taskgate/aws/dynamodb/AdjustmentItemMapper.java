package io.taskgate.aws.dynamodb;

import io.taskgate.callback.model.Adjustment;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Maps the adjustments of an answer to a part of its item, and back.
final class AdjustmentItemMapper {

    private AdjustmentItemMapper() {}

    static AttributeValue write(List<Adjustment> changes) {
        return AttributeValue.fromL(
                changes.stream().map(AdjustmentItemMapper::one).toList());
    }

    private static AttributeValue one(Adjustment change) {
        return AttributeValue.fromM(Map.of(
                "field", AttributeValueConverter.of(change.field()),
                "kind", AttributeValueConverter.of(change.kind().wireName()),
                "from", AttributeValueConverter.of(change.from()),
                "to", AttributeValueConverter.of(change.to())));
    }

    static List<Adjustment> read(List<AttributeValue> values) {
        return values.stream()
                .map(AttributeValue::m)
                .map(AdjustmentItemMapper::one)
                .toList();
    }

    private static Adjustment one(Map<String, AttributeValue> map) {
        return new Adjustment(
                AttributeValueConverter.required(map, "field"),
                Adjustment.Kind.of(AttributeValueConverter.required(map, "kind")),
                AttributeValueConverter.number(map, "from"),
                AttributeValueConverter.number(map, "to"));
    }
}
