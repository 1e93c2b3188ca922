package io.taskgate.batch.request;

import io.taskgate.callback.model.Registration;
import io.taskgate.payload.claimcheck.PayloadOwner;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A request to start a batch.
///
/// @param tenant the caller's tenant
/// @param waiting the registration that waits for the answer; null for a plan
/// @param readable the owners whose checked-in payloads its source may be
/// @param executionArn the calling execution: if it is a runner, the batch is nested in its batch; null if
///     unknown
/// @param within the parent batch, if the caller names it; null otherwise
public record BatchSubmission(
        String tenant,
        BatchRequest request,
        ItemSource source,
        Predicate<PayloadOwner> readable,
        @Nullable Registration waiting,
        @Nullable String executionArn,
        @Nullable BatchId within) {}
