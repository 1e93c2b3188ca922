package io.taskgate.http.response;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.preview.ShapePreview;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// The result of a shape and budget for a payload. Nothing is stored or sent.
///
/// @param result       what the boundary lets pass
/// @param bytesIn      the size of the payload as compact JSON in UTF-8
/// @param bytesOut     the size of the result before any claim check
/// @param budget       the budget of the boundary in bytes
/// @param withinBudget whether the result fits
/// @param dropped      the parts of the payload that are not in the result, largest first
/// @param heaviest     the largest parts of the payload, largest first
public record ShapePreviewResponse(
        @Schema(required = true) JsonNode result,
        long bytesIn,
        long bytesOut,
        long budget,
        boolean withinBudget,
        @Schema(required = true) List<DroppedPart> dropped,
        @Schema(required = true) List<HeavyPart> heaviest) {

    private static final double SHARE_DIGITS = 10_000;

    /// @param path  with array indexes folded, for example `$.items[*].history`
    /// @param bytes the size of the values, without the field name
    public record DroppedPart(@Schema(required = true) String path, long bytes) {}

    /// @param path  with array indexes folded, for example `$.items[*].history`
    /// @param bytes the size of the values, without the field name
    /// @param share of the whole payload, 0 to 1
    public record HeavyPart(@Schema(required = true) String path, long bytes, double share) {}

    public static ShapePreviewResponse of(ShapePreview preview) {
        return new ShapePreviewResponse(
                preview.result(),
                preview.bytesIn(),
                preview.bytesOut(),
                preview.budget(),
                preview.fits(),
                preview.dropped().stream()
                        .map(part -> new DroppedPart(part.path(), part.bytes()))
                        .toList(),
                preview.heaviest().stream()
                        .map(part -> new HeavyPart(
                                part.path(), part.bytes(), Math.round(part.share() * SHARE_DIGITS) / SHARE_DIGITS))
                        .toList());
    }
}
