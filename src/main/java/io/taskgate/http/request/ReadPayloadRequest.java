package io.taskgate.http.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;

/// What to read of a payload that was checked in.
///
/// @param reference as it was given
/// @param shape     selects from it; absent for all of it
/// @param maxBytes  the most that is given, up to `taskgate.http.max-read-size`; absent for 204,800
@RegisterForReflection
public record ReadPayloadRequest(
        @Nullable JsonNode reference,

        @Nullable JsonNode shape,

        @Nullable @Positive(message = "whole bytes, 1 or more") Long maxBytes) {}
