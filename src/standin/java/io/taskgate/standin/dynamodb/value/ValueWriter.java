package io.taskgate.standin.dynamodb.value;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes attribute values as DynamoDB's JSON.
public final class ValueWriter {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ValueWriter() {}

    public static ObjectNode attributes(Map<String, DynamoValue> attributes) {
        ObjectNode json = JSON.objectNode();
        attributes.forEach((name, value) -> json.set(name, value(value)));
        return json;
    }

    public static ObjectNode value(DynamoValue value) {
        ObjectNode json = JSON.objectNode();
        return switch (value) {
            case DynamoValue.Text(String text) -> json.put("S", text);
            case DynamoValue.Decimal(BigDecimal number) -> json.put("N", number.toPlainString());
            case DynamoValue.Binary(byte[] bytes) -> json.put("B", base64(bytes));
            case DynamoValue.Bool(boolean flag) -> json.put("BOOL", flag);
            case DynamoValue.Null _ -> json.put("NULL", true);
            case DynamoValue.Sequence(List<DynamoValue> values) -> {
                ArrayNode list = json.putArray("L");
                values.forEach(element -> list.add(value(element)));
                yield json;
            }
            case DynamoValue.Document(Map<String, DynamoValue> values) -> json.set("M", attributes(values));
            case DynamoValue.TextSet(Set<DynamoValue> values) -> set(json, "SS", values);
            case DynamoValue.NumberSet(Set<DynamoValue> values) -> set(json, "NS", values);
            case DynamoValue.BinarySet(Set<DynamoValue> values) -> set(json, "BS", values);
        };
    }

    private static ObjectNode set(ObjectNode json, String type, Set<DynamoValue> values) {
        ArrayNode list = json.putArray(type);
        values.forEach(element -> list.add(element.shown()));
        return json;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
