package io.taskgate.http.request;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// The body of `POST /v1/shapes/preview`: a shape, or the boundary of a route.
///
/// @param shape   as in the configuration
/// @param route   `orders.approve.request` or `orders.approve.result`
/// @param payload any JSON
/// @param context the context object, if the shape reads it
public record ShapePreviewRequest(
        @Nullable JsonNode shape,
        @Nullable String route,
        @Nullable JsonNode payload,
        @Nullable JsonNode context) {}
