package io.taskgate.http.response;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.claimcheck.PayloadReference;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// A payload that was checked in.
///
/// @param summary a small extract of the payload
public record CheckInResponse(@Schema(required = true) PayloadReferenceDocument reference, JsonNode summary) {

    public static CheckInResponse of(PayloadReference reference) {
        return new CheckInResponse(PayloadReferenceDocument.of(reference), reference.summary());
    }
}
