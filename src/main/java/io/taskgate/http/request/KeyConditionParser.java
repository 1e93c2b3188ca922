package io.taskgate.http.request;

import io.taskgate.http.problem.ProblemException;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Parses the values of a key condition: plain (`"a"`, `1`), or DynamoDB attribute values (`{"S": "a"}`,
/// `{"N": "1"}`, `{"B": "YQ=="}`). A key is a string, a number or binary; other values are rejected, because
/// they match nothing.
final class KeyConditionParser {

    private static final String FORM =
            "Must be a string, a number, or a key attribute value in DynamoDB JSON: {\"S\": \"text\"},"
                    + " {\"N\": \"1\"} or {\"B\": \"base64\"}.";

    private KeyConditionParser() {}

    /// @return strings, numbers, and binary values as a map of one entry, `B`
    static Map<String, Object> plain(Map<String, Object> given) {
        Map<String, Object> plain = new LinkedHashMap<>();
        given.forEach((name, value) -> plain.put(name, plain("itemsFrom.dynamodb.values." + name, value)));
        return plain;
    }

    private static Object plain(String field, @Nullable Object value) {
        return switch (value) {
            case String text -> text;
            case Number number -> number;
            case Map<?, ?> typed
            when typed.size() == 1 -> typed(field, typed.entrySet().iterator().next());
            case null, default -> throw ProblemException.invalid(field, FORM);
        };
    }

    private static Object typed(String field, Map.Entry<?, ?> typed) {
        String type = String.valueOf(typed.getKey());
        if (!(typed.getValue() instanceof String text)) {
            throw ProblemException.invalid(field, FORM);
        }
        return switch (type) {
            case "S" -> text;
            case "N" -> number(field, text);
            case "B" -> Map.of("B", base64(field, text));
            default -> throw ProblemException.invalid(field, FORM);
        };
    }

    private static BigDecimal number(String field, String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException _) {
            throw ProblemException.invalid(field, "The value of N is not a number.");
        }
    }

    private static String base64(String field, String text) {
        try {
            Base64.getDecoder().decode(text);
            return text;
        } catch (IllegalArgumentException _) {
            throw ProblemException.invalid(field, "The value of B is not base64.");
        }
    }
}
