package io.taskgate.standin.dynamodb.expression;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.dynamodb.value.DynamoDbError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The expressions of a request with their shared placeholders. Each placeholder must be defined, and each
/// definition must be used.
public final class ExpressionSet {

    private static final String NAMES = "ExpressionAttributeNames";
    private static final String VALUES = "ExpressionAttributeValues";
    private static final String PROJECTION = "ProjectionExpression";

    private final JsonNode request;
    private final Placeholders placeholders;

    private ExpressionSet(JsonNode request, Placeholders placeholders) {
        this.request = request;
        this.placeholders = placeholders;
    }

    /// @param parameters the expression parameters of the operation
    /// @throws DynamoDbError if there are placeholders without an expression
    public static ExpressionSet of(JsonNode request, List<String> parameters) {
        if (request.hasNonNull(NAMES) && parameters.stream().noneMatch(request::hasNonNull)) {
            throw DynamoDbError.validation("ExpressionAttributeNames can only be specified when using expressions");
        }
        List<String> withValues = parameters.stream()
                .filter(parameter -> !parameter.equals(PROJECTION))
                .toList();
        if (request.hasNonNull(VALUES) && withValues.stream().noneMatch(request::hasNonNull)) {
            throw DynamoDbError.validation("ExpressionAttributeValues can only be specified when using expressions: "
                    + withValues.stream().collect(Collectors.joining(" and "))
                    + (withValues.size() > 1 ? " are null" : " is null"));
        }
        return new ExpressionSet(request, new Placeholders(request.path(NAMES), request.path(VALUES)));
    }

    private Optional<ExpressionReader> reader(String parameter) {
        return request.hasNonNull(parameter)
                ? Optional.of(
                        new ExpressionReader(parameter, request.get(parameter).textValue(), placeholders))
                : Optional.empty();
    }

    public Optional<UpdateExpression> update() {
        return reader("UpdateExpression").map(reader -> new UpdateExpression(new UpdateParser(reader).parse()));
    }

    /// @param parameter `ConditionExpression` or `FilterExpression`
    public Optional<FilterExpression> filter(String parameter) {
        return reader(parameter)
                .map(reader -> new FilterExpression(new ConditionParser(reader).parse(), reader.paths()));
    }

    /// Returns the projection by attribute with the used paths.
    public Optional<Map<String, KeyCondition>> keyConditions() {
        return reader("KeyConditionExpression").map(reader -> KeyCondition.of(new ConditionParser(reader).parse()));
    }

    public Optional<ProjectionExpression> projection() {
        return reader(PROJECTION).map(reader -> {
            try {
                List<DocumentPath> paths = new ArrayList<>();
                do {
                    paths.add(reader.path());
                } while (reader.takeSymbol(","));
                reader.requireEnd();
                PathOverlap.check(paths, reader.problems());
                reader.requireSound();
                return new ProjectionExpression(paths);
            } catch (ExpressionReader.SyntaxError error) {
                throw reader.invalid(String.valueOf(error.getMessage()));
            }
        });
    }

    /// Checks the placeholders after all expressions were read.
    public void requireUsed() {
        placeholders.requireUsed();
    }
}
