package io.taskgate.http.response;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// The recorded result of a batch's runner.
public record RunnerResult(
        @Schema(required = true) String batchId,
        long index,

        @Schema(
                required = true,
                enumeration = {"SUCCEEDED", "FAILED"})
        String status) {}
