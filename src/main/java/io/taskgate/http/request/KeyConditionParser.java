package io.taskgate.http.request;

import io.taskgate.http.problem.ProblemException;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The values of a key condition: plain (`"a"`, `1`), or as AWS writes an attribute value (`{"S": "a"}`, `{"N":
/// "1"}`,
/// `{"B": "YQ=="}`). A key is a text, a number or bytes; everything else finds nothing, and is refused here.
final class KeyConditionParser {

    private static final String FORM =
            "must be a text, a number, or an attribute value of a key as AWS writes it: {\"S\": \"text\"},"
                    + " {\"N\": \"1\"} or {\"B\": \"base64\"}";

    private KeyConditionParser() {}

    /// @return texts, numbers, and bytes as a map of one entry, `B`
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
            throw ProblemException.invalid(field, "has an N that is no number");
        }
    }

    private static String base64(String field, String text) {
        try {
            Base64.getDecoder().decode(text);
            return text;
        } catch (IllegalArgumentException _) {
            throw ProblemException.invalid(field, "has a B that is no base64");
        }
    }
}
