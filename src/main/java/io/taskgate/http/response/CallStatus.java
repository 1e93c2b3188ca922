package io.taskgate.http.response;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A call that its service continues.
///
/// @param job the service's identifier of the work; absent if the service gave none
public record CallStatus(
        @Schema(required = true) String service,
        @Schema(required = true) String operation,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String job,
        @Schema(required = true) StatusLink links) {

    /// @param status the path of the call's status, for GET
    public record StatusLink(@Schema(required = true) String status) {}
}
