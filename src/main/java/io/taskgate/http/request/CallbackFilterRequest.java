package io.taskgate.http.request;

import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.operator.CallbackCondition;
import io.taskgate.callback.operator.CallbackFilter;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.settings.DurationFormat;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A filter of callbacks as written by a caller. A field that is absent does not filter.
///
/// @param state        a callback state
/// @param stateMachine the name or the ARN of the state machine that waits
/// @param keyPrefix    the beginning of the correlation key
/// @param olderThan    in its state since before this time, or for this duration, such as 10m
/// @param generation   at least this generation
/// @param outcome      the committed outcome
/// @param condition    `STUCK` or `SILENT`
@Schema(name = "CallbackFilter")
public record CallbackFilterRequest(
        @Nullable String state,
        @Nullable String service,
        @Nullable String operation,
        @Nullable String stateMachine,
        @Nullable String keyPrefix,
        @Nullable String olderThan,
        @Nullable Long generation,
        @Nullable String outcome,
        @Nullable String condition) {

    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:59:59Z");

    /// @param path of this document in the request, before the names of its fields: empty, or `filter.`
    /// @throws ProblemException 400 if a value is invalid
    public CallbackFilter parse(String path, Instant now) {
        return new CallbackFilter(
                constant(path + "state", CallbackState.class, state),
                service,
                operation,
                stateMachine,
                keyPrefix,
                parseOlderThan(path + "olderThan", olderThan, now),
                generation,
                constant(path + "outcome", Outcome.Kind.class, outcome),
                constant(path + "condition", CallbackCondition.class, condition));
    }

    private static <E extends Enum<E>> @Nullable E constant(String field, Class<E> type, @Nullable String text) {
        if (text == null) {
            return null;
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(text))
                .findFirst()
                .orElseThrow(() -> ProblemException.invalid(
                        field, "Must be one of " + Arrays.toString(type.getEnumConstants()) + "."));
    }

    private static @Nullable Instant parseOlderThan(String field, @Nullable String text, Instant now) {
        if (text == null) {
            return null;
        }
        try {
            Instant time = text.matches("\\d{4,}-.*") ? Instant.parse(text) : now.minus(DurationFormat.parse(text));
            if (!time.isBefore(Instant.EPOCH) && time.isBefore(END_OF_TIME)) {
                return time;
            }
        } catch (DateTimeException | ArithmeticException | InvalidDefinitionException e) {
            // reported below
        }
        throw ProblemException.invalid(
                field, "Must be a time from 1970 to 9999 (2026-11-24T08:00:00Z) or a duration (10m).");
    }
}
