package io.taskgate.http.request;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;

/// The body of `POST /v1/payloads/read`.
///
/// @param reference as received
/// @param shape     selects a part; default: the whole payload
/// @param maxBytes  the maximum size of the result, up to `taskgate.http.max-read-size`; default: 204,800
public record ReadPayloadRequest(
        @Nullable JsonNode reference,

        @Nullable JsonNode shape,

        @Nullable @Positive(message = "Must be an integer number of bytes, 1 or more.") Long maxBytes) {}
