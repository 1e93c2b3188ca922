package io.taskgate.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.shape.ValueExpression;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a document that knows nothing of taskgate is read: a service's event, a webhook's body, a status page.
///
/// @param outcome  the service's own word for how its work stands
/// @param outcomes what its words mean; a word that is not among them must be an [Outcome]'s own
/// @param error    of a failure; null takes the service's own word
/// @param cause    of a failure; null for none
/// @param result   of a success
/// @param progress of work that goes on; null for none
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

    /// What a word may mean.
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

    public WorkStatus read(JsonNode document) {
        try {
            String word = text(outcome.in(document));
            Outcome means = outcomes.get(word);
            return Optional.ofNullable(means)
                    .or(() -> Outcome.of(word))
                    .map(known -> verdict(known, word, document))
                    .orElseGet(() -> new WorkStatus.Unreadable(
                            "outcome: the service's word for it is none of outcomes, and not success, failure, "
                                    + "heartbeat or ignore"));
        } catch (EvaluationException e) {
            return new WorkStatus.Unreadable("outcome: " + e.getMessage());
        }
    }

    private WorkStatus verdict(Outcome means, String word, JsonNode document) {
        return switch (means) {
            case SUCCESS -> succeeded(document);
            case FAILURE ->
                new WorkStatus.Failed(
                        found(error, document).orElse(word),
                        found(cause, document).orElse(null));
            case HEARTBEAT -> new WorkStatus.Alive(progress(document));
            case IGNORE -> new WorkStatus.Ignored();
        };
    }

    private WorkStatus succeeded(JsonNode document) {
        try {
            return new WorkStatus.Succeeded(result.in(document));
        } catch (EvaluationException e) {
            return new WorkStatus.Unreadable("result: " + e.getMessage());
        }
    }

    /// A failure is told whether or not its words are found: what is only for people must not hold it up.
    private static Optional<String> found(@Nullable ValueExpression lookup, JsonNode document) {
        try {
            return Optional.ofNullable(lookup)
                    .map(wanted -> text(wanted.in(document)))
                    .filter(text -> !text.isBlank());
        } catch (EvaluationException e) {
            return Optional.empty();
        }
    }

    private @Nullable JsonNode progress(JsonNode document) {
        try {
            return progress == null ? null : progress.in(document);
        } catch (EvaluationException e) {
            return null;
        }
    }

    private static String text(JsonNode value) {
        return value.isValueNode() && !value.isNull() ? value.asText() : value.toString();
    }
}
