package io.taskgate.testing.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/// Generates shapes that only select from a payload, with all kinds of paths: names, indexes from both ends,
/// `[*]`, slices, and unions of names and of indexes.
public final class RandomShape {

    /// Names that both the library's paths and taskgate's paths accept.
    private static final Pattern WIDE = Pattern.compile("[\\p{L}\\p{N} .€-]+");

    /// The maximum length in characters; a path must not exceed 1024.
    private static final int LONG = 100;

    private final Random random;
    private final StringBuilder path = new StringBuilder("$");
    private JsonNode at;

    private RandomShape(Random random, JsonNode from) {
        this.random = random;
        this.at = from;
    }

    public static ObjectNode selecting(Random random, JsonNode payload) {
        ObjectNode shape = JsonNodeFactory.instance.objectNode();
        JsonNode from = payload;
        if (random.nextInt(4) == 0) {
            RandomShape input = new RandomShape(random, payload).down();
            shape.put("InputPath", input.path.toString());
            from = input.at;
        }
        if (random.nextInt(4) == 0) {
            return shape.put(
                    "OutputPath", new RandomShape(random, from).down().path.toString());
        }
        ObjectNode parameters = shape.putObject("Parameters");
        for (int i = random.nextInt(5); i > 0; i--) {
            ObjectNode in = random.nextInt(4) == 0 ? parameters.putObject("o" + i) : parameters;
            if (random.nextInt(8) == 0) {
                in.put("k" + i, "€\n");
            } else {
                in.put("p" + i + ".$", new RandomShape(random, from).down().path.toString());
            }
        }
        return shape;
    }

    private RandomShape down() {
        boolean further = true;
        while (further && random.nextInt(4) > 0 && path.length() < LONG) {
            further = at.isArray() ? intoArray() : intoObject();
        }
        if (random.nextInt(12) == 0) {
            path.append(any(List.of(".none", "[9]", "[-9]", "[*]", "[0:1]", "[0,9]")));
        }
        return this;
    }

    private boolean intoArray() {
        int size = at.size();
        if (size == 0) {
            return false;
        }
        int index = random.nextInt(size);
        path.append(
                switch (random.nextInt(8)) {
                    case 0 -> "[" + (index - size) + "]";
                    case 1, 2 -> "[*]";
                    case 3 -> "[" + index + "," + random.nextInt(size + 1) + "]";
                    case 4 -> "[" + index + ":" + random.nextInt(-size, size + 2) + "]";
                    case 5 -> "[" + (index - size) + ":]";
                    case 6 -> "[:" + (index + 1) + "]";
                    default -> "[" + index + "]";
                });
        at = at.get(index);
        return true;
    }

    private boolean intoObject() {
        List<String> names = new ArrayList<>();
        at.fieldNames().forEachRemaining(names::add);
        names.removeIf(name -> name.length() > LONG);
        if (names.isEmpty()) {
            return false;
        }
        String name = any(names);
        String other = random.nextInt(6) == 0 ? "none" : any(names);
        if (WIDE.matcher(name).matches() && WIDE.matcher(other).matches() && random.nextInt(3) == 0) {
            path.append(random.nextBoolean() ? "['" + name + "','" + other + "']" : "[*]");
        } else {
            path.append("['")
                    .append(name.replace("\\", "\\\\").replace("'", "\\'"))
                    .append("']");
        }
        at = at.get(name);
        return true;
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
