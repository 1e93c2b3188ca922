package io.taskgate.batch.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.taskgate.batch.request.BatchRequest;
import io.taskgate.batch.request.ItemBatchLimits;
import io.taskgate.batch.request.RunnerProfile;
import io.taskgate.batch.request.SourceObject;
import io.taskgate.batch.request.TableSource;
import io.taskgate.payload.claimcheck.PayloadReference;

/// Reads and writes the parts of a batch's record that the ledger stores as JSON text. A member that a later
/// version added is ignored.
@RegisterForReflection(
        targets = {
            BatchRequest.class,
            ItemBatchLimits.class,
            RunnerProfile.class,
            SourceObject.class,
            TableSource.class,
            BatchProgress.class,
            BatchOutcome.class,
            PayloadReference.class
        })
public final class BatchJsonCodec {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private BatchJsonCodec() {}

    public static String of(Object part) {
        try {
            return MAPPER.writeValueAsString(part);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A part of a batch can't be written as JSON.", e);
        }
    }

    public static <T> T read(String text, Class<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored part of a batch can't be read.", e);
        }
    }
}
