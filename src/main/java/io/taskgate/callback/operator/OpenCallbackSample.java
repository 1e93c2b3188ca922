package io.taskgate.callback.operator;

import io.taskgate.callback.model.Callback;
import java.time.Instant;
import java.util.List;

/// A sample of the open callbacks.
///
/// @param at      the time at which it was taken
/// @param isExact whether it has every open callback
/// @param entries the callbacks in the order of their due times
public record OpenCallbackSample(Instant at, boolean isExact, List<Entry> entries) {

    public OpenCallbackSample {
        entries = List.copyOf(entries);
    }

    /// A callback of a sample.
    ///
    /// @param dueAt  the time at which the sweep processes it next
    /// @param weight the number of callbacks that it represents, at least 1
    public record Entry(Callback callback, Instant dueAt, double weight) {}
}
