package io.taskgate.http.response;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A page of callbacks.
///
/// @param callbacks can be fewer than `limit`, or none, before the end
/// @param cursor    for the next page; null only at the end
public record CallbackPage(
        @Schema(required = true) List<CallbackSummary> callbacks,
        @Schema(nullable = true) @Nullable String cursor) {}
