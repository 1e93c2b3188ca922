package io.taskgate.standin.integration;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;

/// The types of an API operation's response, from the SDK's model if the SDK is on the class path.
public final class ResponseModel {

    private static final Map<MarshallingType<?>, String> KINDS = Map.ofEntries(
            Map.entry(MarshallingType.STRING, "string"),
            Map.entry(MarshallingType.INSTANT, "string"),
            Map.entry(MarshallingType.SDK_BYTES, "string"),
            Map.entry(MarshallingType.INTEGER, "number"),
            Map.entry(MarshallingType.LONG, "number"),
            Map.entry(MarshallingType.DOUBLE, "number"),
            Map.entry(MarshallingType.FLOAT, "number"),
            Map.entry(MarshallingType.BOOLEAN, "boolean"),
            Map.entry(MarshallingType.LIST, "array"),
            Map.entry(MarshallingType.MAP, "object"),
            Map.entry(MarshallingType.SDK_POJO, "object"));

    private ResponseModel() {}

    /// Returns the error in a response in AWS's words; empty if it is valid or the API is unknown.
    public static Optional<String> problem(TaskResource resource, JsonNode response) {
        return RequestModel.response(resource.type(), resource.action()).flatMap(fields -> problem(fields, response));
    }

    private static Optional<String> problem(List<SdkField<?>> fields, JsonNode object) {
        return fields.stream()
                .map(field -> value(name(field), field, object.path(name(field))))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static String name(SdkField<?> field) {
        return field.memberName().substring(0, 1).toUpperCase(Locale.ROOT)
                + field.memberName().substring(1);
    }

    private static Optional<String> value(String name, SdkField<?> field, JsonNode value) {
        String kind = KINDS.getOrDefault(field.marshallingType(), "");
        if (value.isMissingNode() || kind.isEmpty()) {
            return Optional.empty();
        }
        if (!fits(kind, value)) {
            String article = kind.equals("array") || kind.equals("object") ? "an " : "a ";
            return Optional.of("Field '" + name + "' must be " + article + kind);
        }
        ListTrait list = field.getTrait(ListTrait.class);
        if (list != null) {
            return value.valueStream()
                    .map(element -> value(name, list.memberFieldInfo(), element))
                    .flatMap(Optional::stream)
                    .findFirst();
        }
        MapTrait map = field.getTrait(MapTrait.class);
        if (map != null) {
            return value.propertyStream()
                    .map(element -> value(element.getKey(), map.valueFieldInfo(), element.getValue()))
                    .flatMap(Optional::stream)
                    .findFirst();
        }
        return kind.equals("object") ? problem(field.constructor().get().sdkFields(), value) : Optional.empty();
    }

    private static boolean fits(String kind, JsonNode value) {
        return switch (kind) {
            case "string" -> value.isTextual();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            default -> value.isObject();
        };
    }
}
