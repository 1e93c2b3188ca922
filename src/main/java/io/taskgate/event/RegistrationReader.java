package io.taskgate.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taskgate.callback.registration.RegistrationRequest;
import jakarta.inject.Singleton;

/// Reads the detail of a `Callback Requested` event. What it does not know it leaves alone: events may grow.
@Singleton
final class RegistrationReader {

    private final ObjectMapper mapper;

    RegistrationReader(ObjectMapper mapper) {
        this.mapper = mapper.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    RegistrationRequest read(JsonNode detail) {
        try {
            return mapper.treeToValue(detail, RegistrationRequest.class);
        } catch (JsonProcessingException e) {
            throw new WrongEventException("detail", "is no registration: " + e.getOriginalMessage());
        }
    }
}
