package io.taskgate.payload.intrinsic;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.InvalidDefinitionException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The intrinsic functions of the Amazon States Language, with the limits of Step Functions.
///
/// Source: Step Functions guide, "Intrinsic functions for JSONPath states" (2026-08).
public enum IntrinsicFunction {
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

    IntrinsicFunction(String word, int fewest, int most) {
        this.word = "States." + word;
        this.fewest = fewest;
        this.most = most;
    }

    /// @throws InvalidDefinitionException for an unknown function
    static IntrinsicFunction parse(String word) {
        return Arrays.stream(values())
                .filter(function -> function.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidDefinitionException("Unknown function " + word + ". Use one of "
                        + Arrays.stream(values()).map(function -> function.word).collect(Collectors.joining(", "))));
    }

    /// Validates a call statically.
    ///
    /// @throws InvalidDefinitionException if the call can never succeed
    void validate(List<Expression> arguments) {
        int count = arguments.size();
        if (count < fewest || count > most) {
            throw new InvalidDefinitionException(word + " takes "
                    + (most == fewest
                            ? "" + most
                            : most == Integer.MAX_VALUE ? fewest + " or more" : fewest + " to " + most)
                    + " arguments, but has " + count + ".");
        }
        if (this == FORMAT && arguments.getFirst() instanceof Expression.Literal template) {
            int places = StringFunctions.places(template.source());
            if (places != count - 1) {
                throw new InvalidDefinitionException(
                        word + " has " + places + " {} placeholders but " + (count - 1) + " arguments for them.");
            }
        }
        if (this == JSON_MERGE
                && arguments.get(2) instanceof Expression.Literal(JsonNode deep, String _)
                && !(deep.isBoolean() && !deep.booleanValue())) {
            throw new InvalidDefinitionException(
                    word + " merges only the first level. Its third argument must be false.");
        }
    }

    public JsonNode call(List<JsonNode> values, List<Expression> written) {
        IntrinsicArguments arguments = new IntrinsicArguments(word, values, written);
        return switch (this) {
            case FORMAT -> StringFunctions.format(arguments);
            case STRING_TO_JSON -> StringFunctions.stringToJson(arguments);
            case JSON_TO_STRING -> StringFunctions.jsonToString(arguments);
            case STRING_SPLIT -> StringFunctions.split(arguments);
            case BASE64_ENCODE -> StringFunctions.base64Encode(arguments);
            case BASE64_DECODE -> StringFunctions.base64Decode(arguments);
            case HASH -> StringFunctions.hash(arguments);
            case UUID -> StringFunctions.uuid(arguments);
            case ARRAY -> ArrayFunctions.array(arguments);
            case ARRAY_PARTITION -> ArrayFunctions.partition(arguments);
            case ARRAY_CONTAINS -> ArrayFunctions.contains(arguments);
            case ARRAY_RANGE -> ArrayFunctions.range(arguments);
            case ARRAY_GET_ITEM -> ArrayFunctions.getItem(arguments);
            case ARRAY_LENGTH -> ArrayFunctions.length(arguments);
            case ARRAY_UNIQUE -> ArrayFunctions.unique(arguments);
            case JSON_MERGE -> ArrayFunctions.merge(arguments);
            case MATH_RANDOM -> MathFunctions.random(arguments);
            case MATH_ADD -> MathFunctions.add(arguments);
        };
    }
}
