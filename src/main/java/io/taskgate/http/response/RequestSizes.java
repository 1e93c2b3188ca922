package io.taskgate.http.response;

import io.taskgate.callback.model.RegisteredTask;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The request of a task at its boundary.
///
/// @param bytesIn   the size of the input in bytes
/// @param bytesOut the size of the dispatched request in bytes
/// @param reference the checked-in input; null if it is dispatched inline
public record RequestSizes(
        long bytesIn,
        long bytesOut,
        @Schema(nullable = true) @Nullable PayloadReferenceDocument reference) {

    static @Nullable RequestSizes of(@Nullable RegisteredTask task) {
        return task == null
                ? null
                : new RequestSizes(
                        task.request().bytesIn(),
                        task.request().bytesOut(),
                        PayloadReferenceDocument.ofNullable(task.request().reference()));
    }
}
