package io.taskgate.callback.operator;

import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A filter of callbacks for operators. A component that is null does not filter.
///
/// @param stateMachine  the name or the ARN of the state machine that waits
/// @param keyPrefix     the beginning of the correlation key
/// @param olderThan     only callbacks that came into their state before this time
/// @param minGeneration only callbacks with at least this generation: from 2 on their task was retried
/// @param outcome       the committed outcome
public record CallbackFilter(
        @Nullable CallbackState state,
        @Nullable String service,
        @Nullable String operation,
        @Nullable String stateMachine,
        @Nullable String keyPrefix,
        @Nullable Instant olderThan,
        @Nullable Long minGeneration,
        Outcome.@Nullable Kind outcome,
        @Nullable CallbackCondition condition) {

    /// @param now for conditions, which depend on the time
    public boolean matches(Callback callback, Instant now) {
        return (state == null || state == callback.state())
                && (service == null || service.equals(callback.service()))
                && (operation == null || operation.equals(callback.operation()))
                && (stateMachine == null || isOf(stateMachine, callback))
                && (keyPrefix == null || hasPrefix(callback, keyPrefix))
                && (olderThan == null || callback.changedAt().isBefore(olderThan))
                && (minGeneration == null || callback.generation() >= minGeneration)
                && (outcome == null
                        || (callback.outcome() != null && callback.outcome().kind() == outcome))
                && (condition == null || condition.holds(callback, now));
    }

    private static boolean hasPrefix(Callback callback, String prefix) {
        return callback.correlationKey() != null && callback.correlationKey().startsWith(prefix);
    }

    private static boolean isOf(String machine, Callback callback) {
        String arn = callback.owner() == null ? null : callback.owner().stateMachineArn();
        return arn != null && (arn.equals(machine) || arn.endsWith(":stateMachine:" + machine));
    }
}
