package io.taskgate.payload.intrinsic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.taskgate.payload.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.UUID;
import java.util.stream.Collectors;

/// The intrinsic functions on strings.
final class StringFunctions {

    private static final int MAX_INPUT = 10_000;

    /// The maximum length of a result: nested calls that escape their arguments would otherwise double it at
    /// every level.
    private static final int MAX_RESULT = 16 * 1024 * 1024;

    private static final Set<String> ALGORITHMS = Set.of("MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512");

    private StringFunctions() {}

    /// Returns the number of `{}` placeholders.
    static int places(String template) {
        int places = 0;
        for (int i = 0; i < template.length(); i++) {
            if (template.charAt(i) == '\\') {
                i++;
            } else if (template.startsWith("{}", i)) {
                places++;
            }
        }
        return places;
    }

    static JsonNode format(IntrinsicArguments arguments) {
        String template = arguments.written().getFirst() instanceof Expression.Literal(JsonNode value, String source)
                        && value.isTextual()
                ? source
                : arguments.text(0);
        if (places(template) != arguments.size() - 1) {
            throw arguments.failed("The template has " + places(template) + " {} placeholders, but the call has "
                    + (arguments.size() - 1) + " arguments for them.");
        }
        StringBuilder filled = new StringBuilder();
        int argument = 1;
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            if (c == '\\' && i + 1 < template.length()) {
                filled.append(template.charAt(++i));
            } else if (template.startsWith("{}", i)) {
                filled.append(formatted(arguments.any(argument++)));
                i++;
            } else {
                filled.append(c);
            }
        }
        return result(arguments, filled.toString());
    }

    /// Objects and arrays as Step Functions prints them: `{a=1, b=[x, null]}`.
    private static String formatted(JsonNode value) {
        return switch (value) {
            case ObjectNode object ->
                object.properties().stream()
                        .map(field -> field.getKey() + "=" + formatted(field.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            case ArrayNode array ->
                array.valueStream().map(StringFunctions::formatted).collect(Collectors.joining(", ", "[", "]"));
            case TextNode text -> text.textValue();
            default -> value.toString();
        };
    }

    static JsonNode stringToJson(IntrinsicArguments arguments) {
        String text = arguments.text(0);
        if (text.isBlank()) {
            return NullNode.instance;
        }
        try {
            return Json.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw arguments.failed(String.valueOf(e.getMessage()));
        }
    }

    static JsonNode jsonToString(IntrinsicArguments arguments) {
        return result(arguments, new String(Json.bytes(arguments.any(0)), StandardCharsets.UTF_8));
    }

    /// Splits at any of the characters of the second argument and omits empty parts.
    static JsonNode split(IntrinsicArguments arguments) {
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        new StringTokenizer(arguments.text(0), arguments.text(1))
                .asIterator()
                .forEachRemaining(part -> parts.add((String) part));
        return parts;
    }

    static JsonNode base64Encode(IntrinsicArguments arguments) {
        byte[] bytes = bounded(arguments).getBytes(StandardCharsets.UTF_8);
        return TextNode.valueOf(Base64.getEncoder().encodeToString(bytes));
    }

    static JsonNode base64Decode(IntrinsicArguments arguments) {
        try {
            byte[] bytes = Base64.getDecoder().decode(bounded(arguments));
            return TextNode.valueOf(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (IllegalArgumentException | CharacterCodingException _) {
            throw arguments.wrongType(0, "Base64 of a string in UTF-8");
        }
    }

    static JsonNode hash(IntrinsicArguments arguments) {
        JsonNode data = arguments.any(0);
        String text = data.isTextual() ? data.textValue() : data.toString();
        String algorithm = arguments.text(1);
        if (!ALGORITHMS.contains(algorithm)) {
            throw arguments.wrongType(
                    1, "one of " + ALGORITHMS.stream().sorted().toList());
        }
        if (text.length() > MAX_INPUT) {
            throw arguments.wrongType(0, "at most " + MAX_INPUT + " characters");
        }
        try {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
            return TextNode.valueOf(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("The Java platform does not provide " + algorithm + ".", e);
        }
    }

    static JsonNode uuid(IntrinsicArguments arguments) {
        return TextNode.valueOf(UUID.randomUUID().toString());
    }

    private static String bounded(IntrinsicArguments arguments) {
        String text = arguments.text(0);
        if (text.length() > MAX_INPUT) {
            throw arguments.wrongType(0, "at most " + MAX_INPUT + " characters");
        }
        return text;
    }

    private static JsonNode result(IntrinsicArguments arguments, String text) {
        if (text.length() > MAX_RESULT) {
            throw arguments.failed("The result exceeds " + MAX_RESULT + " characters.");
        }
        return TextNode.valueOf(text);
    }
}
