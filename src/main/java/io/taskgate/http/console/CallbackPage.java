package io.taskgate.http.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A page of callbacks.
///
/// @param callbacks     can be fewer than `limit`, or none, before the end
/// @param cursor        for the next page; null only at the end
/// @param searchedUntil with `order=due`: the due time up to which callbacks were searched; absent at the end and
///     in another order
public record CallbackPage(
        @Schema(required = true) List<CallbackListEntry> callbacks,
        @Schema(nullable = true) @Nullable String cursor,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant searchedUntil) {}
