package io.taskgate.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taskgate.callback.registration.RegistrationRequest;
import io.taskgate.event.format.InvalidEventException;
import jakarta.inject.Singleton;

/// Reads the detail of a `Callback Requested` event. Ignores unknown fields, because events may gain fields.
@Singleton
final class RegistrationEventParser {

    private final ObjectMapper mapper;

    RegistrationEventParser(ObjectMapper mapper) {
        this.mapper = mapper.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    RegistrationRequest read(JsonNode detail) {
        try {
            return mapper.treeToValue(detail, RegistrationRequest.class);
        } catch (JsonProcessingException e) {
            throw new InvalidEventException("detail", "Invalid registration: " + e.getOriginalMessage());
        }
    }
}
