package io.taskgate.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.shape.ValueExpression;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Maps an external document to an outcome: a service event, a webhook body or a status page.
///
/// @param outcome  the status word of the service
/// @param outcomes the meaning of each status word; other words must be names of an [Outcome]
/// @param error    of a failure; null uses the status word
/// @param cause    of a failure; null for none
/// @param result   of a success
/// @param progress of work in progress; null for none
public record OutcomeMapping(
        ValueExpression outcome,
        Map<String, Outcome> outcomes,
        @Nullable ValueExpression error,
        @Nullable ValueExpression cause,
        ValueExpression result,
        @Nullable ValueExpression progress) {

    public OutcomeMapping {
        outcomes = Map.copyOf(outcomes);
    }

    /// The meanings of a status word.
    public enum Outcome {
        SUCCESS,
        FAILURE,
        HEARTBEAT,
        IGNORE;

        public static Optional<Outcome> of(String word) {
            return switch (word) {
                case "success" -> Optional.of(SUCCESS);
                case "failure" -> Optional.of(FAILURE);
                case "heartbeat" -> Optional.of(HEARTBEAT);
                case "ignore" -> Optional.of(IGNORE);
                default -> Optional.empty();
            };
        }
    }

    public WorkStatus statusOf(JsonNode document) {
        try {
            String word = text(outcome.evaluate(document));
            Outcome means = outcomes.get(word);
            return Optional.ofNullable(means)
                    .or(() -> Outcome.of(word))
                    .map(known -> status(known, word, document))
                    .orElseGet(() -> new WorkStatus.Unparsable(
                            "outcome: The status word of the document is not in outcomes, and is not success, failure, "
                                    + "heartbeat or ignore."));
        } catch (EvaluationException e) {
            return new WorkStatus.Unparsable("outcome: " + e.getMessage());
        }
    }

    private WorkStatus status(Outcome means, String word, JsonNode document) {
        return switch (means) {
            case SUCCESS -> succeeded(document);
            case FAILURE ->
                new WorkStatus.Failed(
                        evaluate(error, document).orElse(word),
                        evaluate(cause, document).orElse(null));
            case HEARTBEAT -> new WorkStatus.InProgress(progress(document));
            case IGNORE -> new WorkStatus.Ignored();
        };
    }

    private WorkStatus succeeded(JsonNode document) {
        try {
            return new WorkStatus.Succeeded(result.evaluate(document));
        } catch (EvaluationException e) {
            return new WorkStatus.Unparsable("result: " + e.getMessage());
        }
    }

    /// Missing words do not delay a failure: they are only for people.
    private static Optional<String> evaluate(@Nullable ValueExpression lookup, JsonNode document) {
        try {
            return Optional.ofNullable(lookup)
                    .map(wanted -> text(wanted.evaluate(document)))
                    .filter(text -> !text.isBlank());
        } catch (EvaluationException e) {
            return Optional.empty();
        }
    }

    private @Nullable JsonNode progress(JsonNode document) {
        try {
            return progress == null ? null : progress.evaluate(document);
        } catch (EvaluationException e) {
            return null;
        }
    }

    private static String text(JsonNode value) {
        return value.isValueNode() && !value.isNull() ? value.asText() : value.toString();
    }
}
