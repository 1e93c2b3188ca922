package io.taskgate.standin.dynamodb.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.dynamodb.value.DynamoDbError;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The type of a value in a request, with the constraints of AWS's API model.
sealed interface RequestShape {

    /// @param values the allowed values; empty if any text is valid
    record Text(Optional<Pattern> pattern, OptionalLong least, OptionalLong most, List<String> values)
            implements RequestShape {}

    record Whole(OptionalLong least, OptionalLong most) implements RequestShape {}

    record Flag() implements RequestShape {}

    record Blob() implements RequestShape {}

    record ListOf(RequestShape element, OptionalLong least, OptionalLong most) implements RequestShape {}

    /// @param type the type of the values, as in AWS's messages
    /// @param byTable whether the keys are table names
    record MapOf(String type, RequestShape value, OptionalLong least, boolean byTable) implements RequestShape {}

    record Structure(String type, List<Member> members) implements RequestShape {}

    /// An attribute value, whose members are checked when it is read.
    record Value() implements RequestShape {}

    record Member(String name, RequestShape shape, boolean required) {}

    Pattern TABLE_NAME = Pattern.compile("[a-zA-Z0-9_.-]{3,255}");
    String BAD_KEYS =
            "Map keys must satisfy constraint: [Member must have length less than or equal to 255, Member must"
                    + " have length greater than or equal to 3, Member must satisfy regular expression pattern:"
                    + " [a-zA-Z0-9_.-]+]";
    RequestShape VALUE = new Value();
    RequestShape TEXT = new Text(Optional.empty(), OptionalLong.empty(), OptionalLong.empty(), List.of());
    RequestShape FLAG = new Flag();

    Structure ATTRIBUTE_VALUE = new Structure(
            "AttributeValue",
            List.of(
                    new Member("S", TEXT, false),
                    new Member("N", TEXT, false),
                    new Member("B", new Blob(), false),
                    new Member("BOOL", FLAG, false),
                    new Member("NULL", FLAG, false),
                    new Member("SS", list(TEXT), false),
                    new Member("NS", list(TEXT), false),
                    new Member("BS", list(new Blob()), false),
                    new Member("L", list(VALUE), false),
                    new Member("M", new MapOf("AttributeValue", VALUE, OptionalLong.empty(), false), false)));

    static ListOf list(RequestShape element) {
        return new ListOf(element, OptionalLong.empty(), OptionalLong.empty());
    }

    /// Checks the JSON type of a value.
    ///
    /// @throws DynamoDbError SerializationException if the type is wrong
    default void requireType(JsonNode json) {
        switch (this) {
            case Text _ -> scalar(json, json.isTextual(), "String");
            case Flag _ -> scalar(json, json.isBoolean(), "Boolean");
            case Whole _ -> scalar(json, json.isIntegralNumber(), "Integer");
            case Blob _ -> blob(json);
            case ListOf(RequestShape element, OptionalLong _, OptionalLong _) -> {
                if (json.isObject()) {
                    throw DynamoDbError.serialization("Start of structure or map found where not expected");
                }
                if (!json.isArray()) {
                    throw DynamoDbError.serialization("Unexpected field type");
                }
                json.forEach(element::requireType);
            }
            case MapOf(String type, RequestShape value, OptionalLong _, boolean _) -> {
                if (json.isArray()) {
                    throw DynamoDbError.serialization("Unrecognized collection type java.util.Map<java.lang.String, "
                            + (type.contains(".") ? type : "com.amazonaws.dynamodb.v20120810." + type) + ">");
                }
                if (!json.isObject()) {
                    throw DynamoDbError.serialization("Unexpected field type");
                }
                json.forEach(value::requireType);
            }
            case Structure structure -> structure(structure, json);
            case Value _ -> structure(ATTRIBUTE_VALUE, json);
        }
    }

    private static void structure(Structure structure, JsonNode json) {
        if (json.isArray()) {
            throw DynamoDbError.serialization(
                    "Unrecognized collection type class com.amazonaws.dynamodb.v20120810." + structure.type());
        }
        if (!json.isObject()) {
            throw DynamoDbError.serialization("Unexpected value type in payload");
        }
        for (Member member : structure.members()) {
            JsonNode value = json.get(member.name());
            if (value != null && !value.isNull()) {
                member.shape().requireType(value);
            }
        }
    }

    private static void scalar(JsonNode json, boolean fits, String type) {
        if (fits) {
            return;
        }
        if (json.isArray()) {
            throw DynamoDbError.serialization("Unrecognized collection type class java.lang." + type);
        }
        if (json.isObject()) {
            throw DynamoDbError.serialization("Start of structure or map found where not expected");
        }
        String found = json.isTextual()
                ? "STRING_VALUE"
                : json.isBoolean()
                        ? json.booleanValue() ? "TRUE_VALUE" : "FALSE_VALUE"
                        : json.isIntegralNumber() ? "NUMBER_VALUE" : json.isNull() ? "NULL_VALUE" : "DECIMAL_VALUE";
        throw DynamoDbError.serialization(
                json.isTextual() && type.equals("Boolean")
                        ? "Unexpected token received from parser"
                        : found + " cannot be converted to " + type);
    }

    private static void blob(JsonNode json) {
        if (json.isArray()) {
            throw DynamoDbError.serialization("Unrecognized collection type class java.nio.ByteBuffer");
        }
        if (json.isObject()) {
            throw DynamoDbError.serialization("Start of structure or map found where not expected");
        }
        if (!json.isTextual()) {
            throw DynamoDbError.serialization("only base-64-encoded strings are convertible to bytes");
        }
        String text = json.textValue();
        if (text.length() % 4 != 0) {
            throw DynamoDbError.serialization(
                    "Base64 encoded length is expected a multiple of 4 bytes but found: " + text.length());
        }
        try {
            Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException invalid) {
            throw DynamoDbError.serialization("Invalid last non-pad Base64 character dectected");
        }
    }

    /// Returns the violations of a value of the right type.
    ///
    /// @param at the location in the request, such as `transactItems.1.member.put`
    default List<String> violations(String at, JsonNode json) {
        return switch (this) {
            case Text(Optional<Pattern> pattern, OptionalLong least, OptionalLong most, List<String> values) -> {
                String text = json.textValue();
                List<String> found = new ArrayList<>();
                if (pattern.isPresent() && !pattern.get().matcher(text).matches()) {
                    found.add(violation(at, json, "Member must satisfy regular expression pattern: " + pattern.get()));
                }
                found.addAll(length(at, json, text.length(), least, most));
                if (!values.isEmpty() && !values.contains(text)) {
                    found.add(violation(
                            at, json, "Member must satisfy enum value set: [" + String.join(", ", values) + "]"));
                }
                yield found;
            }
            case Whole(OptionalLong least, OptionalLong most) -> {
                long value = json.longValue();
                yield Stream.concat(
                                least.stream()
                                        .filter(bound -> value < bound)
                                        .mapToObj(bound -> "Member must have value greater than or equal to " + bound),
                                most.stream()
                                        .filter(bound -> value > bound)
                                        .mapToObj(bound -> "Member must have value less than or equal to " + bound))
                        .map(constraint -> violation(at, json, constraint))
                        .toList();
            }
            case Flag _, Blob _, Value _ -> List.of();
            case ListOf(RequestShape element, OptionalLong least, OptionalLong most) -> {
                List<String> found = new ArrayList<>(length(at, json, json.size(), least, most));
                for (int i = 0; i < json.size(); i++) {
                    found.addAll(element.violations(at + "." + (i + 1) + ".member", json.get(i)));
                }
                yield found;
            }
            case MapOf(String _, RequestShape value, OptionalLong least, boolean byTable) -> {
                List<String> found = new ArrayList<>(length(at, json, json.size(), least, OptionalLong.empty()));
                if (byTable
                        && !json.propertyStream()
                                .allMatch(field ->
                                        TABLE_NAME.matcher(field.getKey()).matches())) {
                    found.add(violation(at, json, BAD_KEYS));
                }
                if (value instanceof ListOf(RequestShape _, OptionalLong few, OptionalLong many)
                        && json.valueStream()
                                .anyMatch(list ->
                                        list.size() < few.orElse(0) || list.size() > many.orElse(Long.MAX_VALUE))) {
                    found.add(violation(
                            at,
                            json,
                            "Map value must satisfy constraint: [Member must have length less than or equal to "
                                    + many.orElseThrow() + ", Member must have length greater than or equal to "
                                    + few.orElseThrow() + "]"));
                    yield found;
                }
                for (Map.Entry<String, JsonNode> entry : json.properties()) {
                    found.addAll(value.violations(at + "." + entry.getKey() + ".member", entry.getValue()));
                }
                yield found;
            }
            case Structure(String _, List<Member> members) -> members(at, json, members);
        };
    }

    private static List<String> members(String at, JsonNode json, List<Member> members) {
        List<String> found = new ArrayList<>();
        for (Member member : members) {
            String inner = (at.isEmpty() ? "" : at + ".") + lowerFirst(member.name());
            JsonNode value = json.path(member.name());
            if (!value.isMissingNode() && !value.isNull()) {
                found.addAll(member.shape().violations(inner, value));
            } else if (member.required()) {
                found.add("Value null at '" + inner + "' failed to satisfy constraint: Member must not be null");
            }
        }
        json.fieldNames().forEachRemaining(name -> {
            if (members.stream().noneMatch(member -> member.name().equals(name))) {
                found.add("Value at '" + (at.isEmpty() ? "" : at + ".") + lowerFirst(name)
                        + "' failed to satisfy constraint: the stand-in does not know this member");
            }
        });
        return found;
    }

    private static List<String> length(String at, JsonNode json, int length, OptionalLong least, OptionalLong most) {
        List<String> found = new ArrayList<>();
        if (least.isPresent() && length < least.getAsLong()) {
            found.add(violation(at, json, "Member must have length greater than or equal to " + least.getAsLong()));
        }
        if (most.isPresent() && length > most.getAsLong()) {
            found.add(violation(at, json, "Member must have length less than or equal to " + most.getAsLong()));
        }
        return found;
    }

    private static String violation(String at, JsonNode json, String constraint) {
        String shown = json.isTextual() ? json.textValue() : json.toString();
        return "Value '" + shown + "' at '" + at + "' failed to satisfy constraint: " + constraint;
    }

    private static String lowerFirst(String name) {
        return name.isEmpty() ? name : Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
