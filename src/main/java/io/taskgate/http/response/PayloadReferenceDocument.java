package io.taskgate.http.response;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.claimcheck.PayloadReference;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The reference to a payload that was checked in to S3. The names of bucket and key are those of Step Functions'
/// own result references.
///
/// @param bytes   the size of the payload
/// @param sha256  the SHA-256 digest of the payload in hexadecimal digits
/// @param summary a small extract, for people and for choices of the state machine
@Schema(name = "PayloadReference")
public record PayloadReferenceDocument(
        @JsonProperty("Bucket") @Schema(required = true) String bucket,
        @JsonProperty("Key") @Schema(required = true) String key,
        @Schema(required = true) long bytes,
        @Schema(required = true) String sha256,
        String contentType,
        JsonNode summary) {

    public static PayloadReferenceDocument of(PayloadReference reference) {
        return new PayloadReferenceDocument(
                reference.bucket(),
                reference.key(),
                reference.bytes(),
                reference.sha256(),
                reference.contentType(),
                reference.summary());
    }

    static @Nullable PayloadReferenceDocument ofNullable(@Nullable PayloadReference reference) {
        return reference == null ? null : of(reference);
    }
}
