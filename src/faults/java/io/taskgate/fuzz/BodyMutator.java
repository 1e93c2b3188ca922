package io.taskgate.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.fuzz.wire.RawRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Mutates a request body: one of its members, its text, or its bytes.
final class BodyMutator {

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "\"\"",
            "\" \"",
            "0",
            "-1",
            "1e400",
            "-1e-400",
            "9223372036854775808",
            "2147483648",
            "123456789012345678901234567890.5",
            "[]",
            "{}",
            "[[]]",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\u202e\"",
            "\"../..\"",
            "\"..\"",
            "\"%00\"",
            "\"${jndi:ldap://x}\"",
            "\"{% $ %}\"",
            "\"$.a[?(@.b)]\"",
            "\"+1000000000-01-01T00:00:00Z\"",
            "\"2400-01-01T00:00:00Z\"",
            "\"PT999999999999999H\"",
            "\"$..*\"",
            "\"arn:aws:states:us-east-1:000000000000:execution:a:b\"",
            "\"cb_\"",
            "1.7976931348623157e308",
            "\"\uD83D\uDE42\"",
            "\"line\\nbreak\\r\\nX-Header: 1\"",
            "[1,2,3]",
            "{\"a\":{\"b\":1}}");
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "null",
            "[]",
            "0",
            "\"\"",
            "{",
            "}",
            "[",
            "nul",
            "NaN",
            "{'a':1}",
            "{\"a\":1,}",
            "/*c*/{}",
            "\uFEFF{}",
            "{\"a\":1}{\"a\":1}",
            "{\"a\":01}",
            "{\"a\":1e}",
            "<xml/>",
            "a=b&c=d",
            "{\"\":{}}");

    private BodyMutator() {}

    static RawRequest mutated(RawRequest request, Random random) {
        return switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> member(request, random);
            case 4 -> repeated(request, random);
            case 5 -> text(request, TEXTS.get(random.nextInt(TEXTS.size()))).named("body: other text");
            case 6 ->
                request.body(Arrays.copyOf(request.body(), random.nextInt(request.body().length + 1)))
                        .named("body: truncated");
            case 7 -> flipped(request, random);
            case 8 -> nested(request, random);
            case 9 -> large(request, random);
            case 10 -> noise(request, random);
            default -> unknown(request, random);
        };
    }

    private static RawRequest text(RawRequest request, String text) {
        return request.body(text.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode tree(RawRequest request) {
        try {
            return EventFactory.parsed(new String(request.body(), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException mutatedBefore) {
            return JsonNodeFactory.instance.objectNode();
        }
    }

    /// Returns all objects of a body, the outermost first.
    private static List<ObjectNode> objects(JsonNode json) {
        List<ObjectNode> objects = new ArrayList<>();
        if (json instanceof ObjectNode object) {
            objects.add(object);
        }
        json.forEach(child -> objects.addAll(objects(child)));
        return objects;
    }

    private static RawRequest member(RawRequest request, Random random) {
        JsonNode json = tree(request);
        List<ObjectNode> objects = objects(json);
        if (objects.isEmpty()) {
            return unknown(request, random);
        }
        // prefers the outermost object, which has the form's own members
        ObjectNode object = random.nextBoolean() ? objects.getFirst() : objects.get(random.nextInt(objects.size()));
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        if (names.isEmpty()) {
            return unknown(request, random);
        }
        String name = names.get(random.nextInt(names.size()));
        if (random.nextInt(5) == 0) {
            object.remove(name);
            return text(request, json.toString()).named("body: without " + brief(name));
        }
        String mark = "\u0001mutated\u0001";
        object.put(name, mark);
        String value = random.nextInt(8) == 0 ? longText(random) : VALUES.get(random.nextInt(VALUES.size()));
        String text = json.toString().replace("\"\\u0001mutated\\u0001\"", value);
        return text(request, text).named("body: other " + brief(name));
    }

    private static String brief(String name) {
        return name.length() > 24 ? name.substring(0, 24) : name;
    }

    private static String longText(Random random) {
        return "\"" + SchemaValues.word(random).replace("\"", "").repeat(1 << random.nextInt(16)) + "\"";
    }

    private static RawRequest repeated(RawRequest request, Random random) {
        String text = new String(request.body(), StandardCharsets.UTF_8);
        int open = text.indexOf('{');
        int colon = text.indexOf("\":", open + 1);
        if (open < 0 || colon < 0) {
            return unknown(request, random);
        }
        String name = text.substring(open + 1, colon + 1);
        return text(request, text.substring(0, open + 1) + name + ":1," + text.substring(open + 1))
                .named("body: duplicate member");
    }

    private static RawRequest flipped(RawRequest request, Random random) {
        byte[] bytes = request.body().clone();
        for (int i = random.nextInt(3); i >= 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return request.body(bytes).named("body: flipped bits");
    }

    private static RawRequest nested(RawRequest request, Random random) {
        int depth = 100 << random.nextInt(9);
        String open = random.nextBoolean() ? "[" : "{\"a\":";
        String close = open.equals("[") ? "]" : "}";
        String deep = open.repeat(depth) + "1" + close.repeat(random.nextBoolean() ? depth : depth / 2);
        return inside(request, deep, random).named("body: nested " + depth);
    }

    private static RawRequest large(RawRequest request, Random random) {
        int count = 100 << random.nextInt(10);
        String one = random.nextBoolean() ? "{\"a\":{\"b\":1}}," : "[],";
        return inside(request, "[" + one.repeat(count) + "1]", random).named("body: " + count + " small values");
    }

    /// Replaces one of the body's members, or the whole body, by other text.
    private static RawRequest inside(RawRequest request, String json, Random random) {
        String text = new String(request.body(), StandardCharsets.UTF_8);
        int colon = text.indexOf("\":");
        if (colon < 0 || random.nextInt(3) == 0) {
            return text(request, json);
        }
        List<String> names = List.of("input", "payload", "items", "progress", "detail", "order", "result", "shape");
        String name = names.get(random.nextInt(names.size()));
        int open = text.indexOf('{');
        return text(request, text.substring(0, open + 1) + "\"" + name + "\":" + json + "," + text.substring(open + 1));
    }

    private static RawRequest noise(RawRequest request, Random random) {
        byte[] noise = new byte[1 + random.nextInt(40)];
        random.nextBytes(noise);
        int at = random.nextInt(request.body().length + 1);
        byte[] mixed = new byte[request.body().length + noise.length];
        System.arraycopy(request.body(), 0, mixed, 0, at);
        System.arraycopy(noise, 0, mixed, at, noise.length);
        System.arraycopy(request.body(), at, mixed, at + noise.length, request.body().length - at);
        return request.body(mixed).named("body: noise");
    }

    private static RawRequest unknown(RawRequest request, Random random) {
        String text = new String(request.body(), StandardCharsets.UTF_8);
        int open = text.indexOf('{');
        String value = VALUES.get(random.nextInt(VALUES.size()));
        return open < 0
                ? text(request, value).named("body: other value")
                : text(request, text.substring(0, open + 1) + "\"unknown\":" + value + "," + text.substring(open + 1))
                        .named("body: an unknown member");
    }
}
