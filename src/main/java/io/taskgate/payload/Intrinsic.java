package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The intrinsic functions of the Amazon States Language, with Step Functions' own bounds.
///
/// Source: Step Functions guide, "Intrinsic functions for JSONPath states" (2026-08).
public enum Intrinsic {
    FORMAT("Format", 1, Integer.MAX_VALUE),
    STRING_TO_JSON("StringToJson", 1, 1),
    JSON_TO_STRING("JsonToString", 1, 1),
    STRING_SPLIT("StringSplit", 2, 2),
    BASE64_ENCODE("Base64Encode", 1, 1),
    BASE64_DECODE("Base64Decode", 1, 1),
    HASH("Hash", 2, 2),
    UUID("UUID", 0, 0),
    ARRAY("Array", 0, Integer.MAX_VALUE),
    ARRAY_PARTITION("ArrayPartition", 2, 2),
    ARRAY_CONTAINS("ArrayContains", 2, 2),
    ARRAY_RANGE("ArrayRange", 3, 3),
    ARRAY_GET_ITEM("ArrayGetItem", 2, 2),
    ARRAY_LENGTH("ArrayLength", 1, 1),
    ARRAY_UNIQUE("ArrayUnique", 1, 1),
    JSON_MERGE("JsonMerge", 3, 3),
    MATH_RANDOM("MathRandom", 2, 3),
    MATH_ADD("MathAdd", 2, 2);

    private final String word;
    private final int fewest;
    private final int most;

    Intrinsic(String word, int fewest, int most) {
        this.word = "States." + word;
        this.fewest = fewest;
        this.most = most;
    }

    /// @throws InvalidShapeException for an unknown one
    static Intrinsic named(String word) {
        return Arrays.stream(values())
                .filter(function -> function.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidShapeException("there is no function " + word + ": use one of "
                        + Arrays.stream(values()).map(function -> function.word).collect(Collectors.joining(", "))));
    }

    /// What can be said of a call before it is made.
    ///
    /// @throws InvalidShapeException when the arguments can't be right
    void check(List<Expression> arguments) {
        int count = arguments.size();
        if (count < fewest || count > most) {
            throw new InvalidShapeException(word + " takes "
                    + (most == fewest
                            ? "" + most
                            : most == Integer.MAX_VALUE ? fewest + " or more" : fewest + " to " + most)
                    + " arguments, and has " + count);
        }
        if (this == FORMAT && arguments.getFirst() instanceof Expression.Literal template) {
            int places = Texts.places(template.source());
            if (places != count - 1) {
                throw new InvalidShapeException(
                        word + " has " + places + " {} to fill and " + (count - 1) + " arguments to fill them with");
            }
        }
        if (this == JSON_MERGE
                && arguments.get(2) instanceof Expression.Literal(JsonNode deep, String _)
                && !(deep.isBoolean() && !deep.booleanValue())) {
            throw new InvalidShapeException(word + " merges the first level only: its third argument must be false");
        }
    }

    JsonNode call(List<JsonNode> values, List<Expression> written) {
        Arguments arguments = new Arguments(word, values, written);
        return switch (this) {
            case FORMAT -> Texts.format(arguments);
            case STRING_TO_JSON -> Texts.stringToJson(arguments);
            case JSON_TO_STRING -> Texts.jsonToString(arguments);
            case STRING_SPLIT -> Texts.split(arguments);
            case BASE64_ENCODE -> Texts.base64Encode(arguments);
            case BASE64_DECODE -> Texts.base64Decode(arguments);
            case HASH -> Texts.hash(arguments);
            case UUID -> Texts.uuid(arguments);
            case ARRAY -> Lists.array(arguments);
            case ARRAY_PARTITION -> Lists.partition(arguments);
            case ARRAY_CONTAINS -> Lists.contains(arguments);
            case ARRAY_RANGE -> Lists.range(arguments);
            case ARRAY_GET_ITEM -> Lists.getItem(arguments);
            case ARRAY_LENGTH -> Lists.length(arguments);
            case ARRAY_UNIQUE -> Lists.unique(arguments);
            case JSON_MERGE -> Lists.merge(arguments);
            case MATH_RANDOM -> Numbers.random(arguments);
            case MATH_ADD -> Numbers.add(arguments);
        };
    }
}
