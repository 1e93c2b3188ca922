package io.taskgate.standin.eventbridge.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.jsonpath.AslPath;
import io.taskgate.payload.jsonpath.EvaluationScope;
import io.taskgate.standin.definition.ServiceLimits;
import io.taskgate.standin.definition.ShapeAdapter;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.eventbridge.EventRule;
import io.taskgate.standin.eventbridge.RequestFields;
import io.taskgate.standin.fault.AwsError;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The input of a target for an event.
public sealed interface TargetInput {

    /// The event itself.
    record Whole() implements TargetInput {}

    /// A constant text.
    record Fixed(String text) implements TargetInput {}

    /// A part of the event.
    record Part(String path) implements TargetInput {}

    /// A text with variables.
    record Transformed(Map<String, String> paths, String template) implements TargetInput {}

    /// @throws AwsError ValidationException if more than one is given, or one is invalid
    static TargetInput read(JsonNode target) {
        if (Stream.of("Input", "InputPath", "InputTransformer")
                        .filter(target::has)
                        .count()
                > 1) {
            throw AwsError.validation("Only one of Input, InputPath, or InputTransformer must be provided for target "
                    + target.path("Id").asText() + ".");
        }
        if (target.has("Input")) {
            return new Fixed(json(target.get("Input").asText()));
        }
        if (target.has("InputPath")) {
            return new Part(checked("InputPath", target.get("InputPath").asText()));
        }
        return target.has("InputTransformer") ? transformed(target.get("InputTransformer")) : new Whole();
    }

    private static TargetInput transformed(JsonNode transformer) {
        Map<String, String> paths = new LinkedHashMap<>();
        transformer.path("InputPathsMap").properties().forEach(variable -> {
            if (variable.getKey().startsWith("aws.")) {
                throw RequestFields.invalid("InputPathsMap", "names that begin with aws. are reserved");
            }
            paths.put(
                    variable.getKey(),
                    checked("InputPathsMap", variable.getValue().asText()));
        });
        if (paths.size() > ServiceLimits.TRANSFORMER_VARIABLES) {
            throw RequestFields.invalid(
                    "InputPathsMap", "it has more than " + ServiceLimits.TRANSFORMER_VARIABLES + " variables");
        }
        String template = RequestFields.required(transformer, "InputTemplate");
        InputTemplate.check(template, paths.keySet());
        return new Transformed(paths, template);
    }

    private static String json(String text) {
        if (StatesJson.parse(text).isEmpty()) {
            throw RequestFields.invalid("Input", "it is not JSON");
        }
        return text;
    }

    private static String checked(String field, String path) {
        try {
            AslPath.compile(path);
        } catch (InvalidDefinitionException wrong) {
            throw RequestFields.invalid(field, wrong.getMessage());
        }
        return path;
    }

    /// Returns empty if the path finds nothing.
    static Optional<JsonNode> look(String path, JsonNode event) {
        return ShapeAdapter.look(path, new EvaluationScope(event, StatesJson.object(), Map.of()));
    }

    /// Returns the text for the target.
    ///
    /// @param ingested the time of PutEvents, in ISO 8601
    /// @throws DeliveryFailure INVALID_JSON, which is not retryable
    default String text(EventRule rule, ObjectNode event, String ingested) throws DeliveryFailure {
        return switch (this) {
            case Whole() -> event.toString();
            case Fixed(String text) -> text;
            case Part(String path) ->
                look(path, event)
                        .map(JsonNode::toString)
                        .orElseThrow(() -> DeliveryFailure.lasting("INVALID_PARAMETER", path + " is not in the event"));
            case Transformed(Map<String, String> paths, String template) -> {
                Map<String, JsonNode> values = InputTemplate.predefined(rule, event, ingested);
                paths.forEach((name, path) -> look(path, event).ifPresent(value -> values.put(name, value)));
                yield InputTemplate.fill(template, values);
            }
        };
    }
}
