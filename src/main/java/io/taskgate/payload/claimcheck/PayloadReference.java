package io.taskgate.payload.claimcheck;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// A reference to a stored payload. `Bucket` and `Key` are spelled as in the S3 and ItemReader parameters of
/// ASL.
///
/// @param bytes   the size of the stored content
/// @param sha256  its SHA-256, lower-case hex
/// @param summary a small view of the payload for people and Choice states; `{}` for none
public record PayloadReference(
        String bucket, String key, long bytes, String sha256, String contentType, JsonNode summary) {

    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("Bucket", bucket).put("Key", key).put("bytes", bytes).put("sha256", sha256);
        json.put("contentType", contentType).set("summary", summary);
        return json;
    }

    /// @return empty if the JSON is not a reference
    public static Optional<PayloadReference> fromJson(JsonNode json) {
        boolean whole = json.path("Bucket").isTextual()
                && json.path("Key").isTextual()
                && json.path("bytes").isIntegralNumber()
                && json.path("sha256").isTextual();
        return whole
                ? Optional.of(new PayloadReference(
                        json.get("Bucket").textValue(),
                        json.get("Key").textValue(),
                        json.get("bytes").longValue(),
                        json.get("sha256").textValue(),
                        json.path("contentType").asText("application/json"),
                        json.path("summary").isMissingNode()
                                ? JsonNodeFactory.instance.objectNode()
                                : json.get("summary")))
                : Optional.empty();
    }
}
