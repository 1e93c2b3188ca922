package io.taskgate.testing.payload;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Generates JSON text with unusual names, whitespace, escapes and numbers.
public record RandomJson(Random random) {

    private static final List<String> NAMES =
            List.of("a", "b", "c", "id", "a b", "it's", "ü€", "😀", "x.y", "", "\\\\", "-");
    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "1",
            "-17",
            "1.50",
            "-0.0",
            "1e5",
            "1E-7",
            "0.0000001",
            "0.00000",
            "0.000000",
            "0.0000000",
            "10.0000000",
            "12345678901234567890",
            "1.0e+2",
            "-0.5",
            "100",
            "0.1e1",
            "3.14159265358979323846");
    private static final List<String> TEXTS = List.of(
            "", "x", "e5", "-0 .", "ü€😀", "\\n", "\\u0041", "\\/", "\\\"", "\\ud83d\\ude00", "a\\\\", "{\\\"a\\\":1}");

    public String text() {
        StringBuilder json = new StringBuilder();
        value(json, 4);
        return json.toString();
    }

    private void value(StringBuilder json, int depth) {
        blanks(json);
        switch (random.nextInt(depth == 0 ? 4 : 8)) {
            case 0 -> json.append(any(NUMBERS));
            case 1 -> json.append('"').append(any(TEXTS)).append('"');
            case 2 -> json.append(any(List.of("true", "false", "null")));
            case 3 -> json.append(random.nextBoolean() ? "{}" : "[]");
            case 4, 5, 6 -> object(json, depth);
            default -> array(json, depth);
        }
        blanks(json);
    }

    private void object(StringBuilder json, int depth) {
        Set<String> names = new HashSet<>();
        char before = '{';
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            String name = any(NAMES);
            if (names.add(name)) {
                json.append(before);
                blanks(json);
                json.append('"')
                        .append(name.equals("a") && random.nextBoolean() ? "\\u0061" : name)
                        .append('"');
                blanks(json);
                json.append(':');
                value(json, depth - 1);
                before = ',';
            }
        }
        json.append('}');
    }

    private void array(StringBuilder json, int depth) {
        char before = '[';
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            json.append(before);
            value(json, depth - 1);
            before = ',';
        }
        json.append(']');
    }

    private void blanks(StringBuilder json) {
        if (random.nextInt(6) == 0) {
            json.append(any(List.of(" ", "\n", "\t", "\r\n  ")));
        }
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
