package io.taskgate.route.config;

import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.boundary.OverBudgetAction;
import io.taskgate.payload.boundary.ResultPath;
import io.taskgate.payload.jsonpath.AslPath;
import io.taskgate.payload.shape.Shape;
import io.taskgate.route.AddressRange;
import io.taskgate.route.AnswerChannel;
import io.taskgate.route.OutcomeMapping;
import io.taskgate.route.PlaceholderTemplate;
import io.taskgate.route.Webhook;
import io.taskgate.route.config.tree.ShapeReader;
import io.taskgate.settings.ValueConverters;
import java.util.List;

/// The converters of the settings of services.
public final class RouteConverters {

    private RouteConverters() {}

    public static List<ValueConverters.OfType<?>> all() {
        return List.of(
                ValueConverters.of(Shape.class, text -> Shape.compile(ShapeReader.parse(text))),
                ValueConverters.of(AslPath.class, RouteConverters::bodyPath),
                ValueConverters.of(CorrelationPattern.class, CorrelationPattern::parse),
                ValueConverters.of(DocumentExpression.class, DocumentExpression::parse),
                ValueConverters.of(ResultHeadroom.class, ResultHeadroom::parse),
                ValueConverters.of(ResultPath.class, ResultPath::parse),
                ValueConverters.of(PlaceholderTemplate.class, PlaceholderTemplate::compile),
                ValueConverters.of(AddressRange.class, AddressRange::parse),
                ValueConverters.words(OverBudgetAction.class),
                ValueConverters.words(OperationConfig.OverLimit.class),
                ValueConverters.words(OperationConfig.Via.class),
                ValueConverters.words(OutcomeMapping.Outcome.class),
                ValueConverters.words(AnswerChannel.class),
                ValueConverters.words(Webhook.Scheme.class),
                ValueConverters.words(ServiceConfig.Type.class),
                ValueConverters.names(OperationConfig.BodyMethod.class),
                ValueConverters.names(OperationConfig.CancelMethod.class),
                ValueConverters.names(CallConfig.Method.class));
    }

    /// A path into a body: `$.error.code`, and not `$$`.
    private static AslPath bodyPath(String text) {
        AslPath path = AslPath.compile(text);
        if (text.startsWith("$$")) {
            throw new InvalidDefinitionException(
                    "\"" + text + "\" must be a path into the body, for example $.error.code.");
        }
        return path;
    }
}
