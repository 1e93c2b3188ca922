package io.taskgate.http.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/// What to preview: a shape as it is written, or the boundary of a route.
///
/// @param shape   as in the configuration
/// @param route   `orders.approve.request` or `orders.approve.result`
/// @param payload any JSON
/// @param context the context object, where the shape reads it
@RegisterForReflection
public record ShapePreviewRequest(
        @Nullable JsonNode shape,
        @Nullable String route,
        @Nullable JsonNode payload,
        @Nullable JsonNode context) {}
