package io.taskgate.batch;

import io.taskgate.callback.Registration;
import org.jspecify.annotations.Nullable;

/// A batch as it was asked for.
///
/// @param waiting      who waits for the answer; null for a plan
/// @param executionArn the execution that asks: where it is a runner, the batch is nested in its own; null where
///               unknown
/// @param within       the batch that it is nested in, where the caller says so; null where not
public record Wanted(
        BatchRequest request,
        Source source,
        @Nullable Registration waiting,
        @Nullable String executionArn,
        @Nullable BatchId within) {}
