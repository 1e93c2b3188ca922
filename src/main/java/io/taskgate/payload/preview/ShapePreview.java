package io.taskgate.payload.preview;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.boundary.Boundary;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.shape.Shape;
import java.util.List;

/// The result of a shape and budget for a sample payload. Nothing is stored or sent.
///
/// @param bytesIn  the size of the payload as compact JSON in UTF-8
/// @param bytesOut the size of the result before any claim check
/// @param budget   the budget of the boundary in bytes
/// @param dropped  the parts of the payload that are not in the result, largest first
/// @param heaviest the largest parts of the payload, largest first
public record ShapePreview(
        JsonNode result,
        long bytesIn,
        long bytesOut,
        long budget,
        boolean fits,
        List<Part> dropped,
        List<Part> heaviest) {

    /// A place in the payload, or all places of that name within arrays.
    ///
    /// @param path  with array indexes folded, for example `$.items[*].history`
    /// @param bytes the size of the values, without the field name
    /// @param share of the whole payload, 0 to 1
    public record Part(String path, long bytes, double share) {}

    private static final double SHARE_DIGITS = 10_000;

    /// @param context the context object
    /// @throws EvaluationException if the shape can't be applied to this payload; the message names the part
    public static ShapePreview of(Boundary boundary, JsonNode payload, JsonNode context) {
        Shape shape = boundary.shape();
        JsonNode seen = shape.keepsNodes() ? DistinctNodeCopy.copy(payload) : payload;
        JsonNode result = shape.apply(seen, context);
        SizeReport report = SizeReport.of(seen);
        RetainedNodes kept = shape.keepsNodes() ? RetainedNodes.byIdentity(result) : RetainedNodes.byValue(result);
        long bytesOut = Json.bytes(result).length;
        return new ShapePreview(
                result,
                report.bytes(),
                bytesOut,
                boundary.budget().bytes(),
                boundary.budget().fits(bytesOut),
                report.dropped(kept),
                report.heaviest());
    }

    /// Returns the response of `POST /v1/shapes/preview`.
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("result", result);
        json.put("bytesIn", bytesIn)
                .put("bytesOut", bytesOut)
                .put("budget", budget)
                .put("withinBudget", fits);
        ArrayNode lost = json.putArray("dropped");
        dropped.forEach(part -> lost.addObject().put("path", part.path()).put("bytes", part.bytes()));
        ArrayNode heavy = json.putArray("heaviest");
        heaviest.forEach(part -> heavy.addObject()
                .put("path", part.path())
                .put("bytes", part.bytes())
                .put("share", Math.round(part.share() * SHARE_DIGITS) / SHARE_DIGITS));
        return json;
    }
}
