package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// Any JSON text, with odd names, blanks, escapes and numbers; and shapes that select from it.
record RandomJson(Random random) {

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

    String text() {
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

    static ObjectNode selectingShape(Random random, JsonNode payload) {
        ObjectNode shape = JsonNodeFactory.instance.objectNode();
        JsonNode from = payload;
        if (random.nextInt(3) == 0) {
            Walk input = Walk.plain(random, payload);
            shape.put("InputPath", input.path());
            from = input.end();
        }
        if (random.nextInt(3) == 0) {
            return random.nextBoolean()
                    ? shape
                    : shape.put("OutputPath", Walk.down(random, from).path());
        }
        ObjectNode parameters = shape.putObject("Parameters");
        for (int i = random.nextInt(5); i > 0; i--) {
            ObjectNode in = random.nextInt(3) == 0 ? parameters.putObject("o" + i) : parameters;
            if (random.nextInt(4) == 0) {
                in.put("k\"" + i, "€\n");
            } else if (random.nextInt(4) == 0) {
                in.putArray("l" + i)
                        .add(1)
                        .addObject()
                        .put("p.$", Walk.down(random, from).path());
            } else {
                in.put("p" + i + ".$", Walk.down(random, from).path());
            }
        }
        return shape;
    }

    /// A path into a tree, and now and then beside it or to many places.
    private record Walk(String path, JsonNode end) {

        static Walk down(Random random, JsonNode from) {
            return down(random, from, random.nextInt(3) == 0);
        }

        /// To one place only.
        static Walk plain(Random random, JsonNode from) {
            return down(random, from, false);
        }

        private static Walk down(Random random, JsonNode from, boolean wide) {
            StringBuilder path = new StringBuilder("$");
            JsonNode at = from;
            while (random.nextInt(3) > 0 && at.isContainerNode() && !at.isEmpty()) {
                boolean all = wide && random.nextInt(3) == 0;
                if (all) {
                    path.append(random.nextBoolean() ? "[*]" : ".*");
                    at = new ArrayList<>(at.isArray() ? elements(at) : fields(at)).get(random.nextInt(at.size()));
                } else if (at.isArray()) {
                    int index = random.nextInt(at.size());
                    path.append('[').append(index).append(']');
                    at = at.get(index);
                } else {
                    String name = new ArrayList<>(at.properties())
                            .get(random.nextInt(at.size()))
                            .getKey();
                    path.append("['")
                            .append(name.replace("\\", "\\\\").replace("'", "\\'"))
                            .append("']");
                    at = at.get(name);
                }
            }
            if (random.nextInt(wide ? 5 : 12) == 0) {
                path.append(random.nextBoolean() ? ".none" : "[9]");
            }
            if (wide && random.nextInt(3) == 0) {
                path.append(random.nextBoolean() ? "['id','a']" : "['b','none','c']");
            }
            return new Walk(path.toString(), at);
        }

        private static List<JsonNode> elements(JsonNode array) {
            List<JsonNode> elements = new ArrayList<>();
            array.forEach(elements::add);
            return elements;
        }

        private static List<JsonNode> fields(JsonNode object) {
            return object.properties().stream().map(Map.Entry::getValue).toList();
        }
    }
}
