package io.taskgate.http.response;

import io.taskgate.callback.model.Adjustment;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// One change that a boundary made to a payload or failure. Never holds content.
///
/// @param field  the changed field
/// @param change the kind of change
/// @param from   the size before: bytes of a payload, UTF-16 units of an error name or cause
/// @param to     the size after, in the same unit; 0 if it was dropped
public record PayloadChange(
        @Schema(
                required = true,
                enumeration = {"request", "result", "error", "cause"})
        String field,

        @Schema(
                required = true,
                enumeration = {"trimmed", "checked-in", "too-large", "clipped", "prefixed"})
        String change,

        long from,
        long to) {

    static List<PayloadChange> of(List<Adjustment> changes) {
        return changes.stream()
                .map(change -> new PayloadChange(change.field(), change.kind().wireName(), change.from(), change.to()))
                .toList();
    }
}
