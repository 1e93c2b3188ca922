package io.taskgate.batch.request;

import io.taskgate.callback.model.Registration;
import io.taskgate.payload.claimcheck.PayloadOwner;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A batch as it was asked for.
///
/// @param tenant       the caller's
/// @param waiting      who waits for the answer; null for a plan
/// @param readable     whose checked-in payloads its source may be
/// @param executionArn the execution that asks: where it is a runner, the batch is nested in its own; null
/// where
///               unknown
/// @param within       the batch that it is nested in, where the caller says so; null where not
public record BatchSubmission(
        String tenant,
        BatchRequest request,
        ItemSource source,
        Predicate<PayloadOwner> readable,
        @Nullable Registration waiting,
        @Nullable String executionArn,
        @Nullable BatchId within) {}
