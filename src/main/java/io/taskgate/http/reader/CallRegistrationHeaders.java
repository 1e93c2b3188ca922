package io.taskgate.http.reader;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.registration.RegistrationRequest;
import io.taskgate.http.access.Grant;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import io.taskgate.payload.json.JsonText;
import io.taskgate.route.Route;
import io.taskgate.runtime.ClockHealth;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the registration of a call from headers, because the body is the request of the call. The headers
/// are the fields of [RegistrationRequest], as API Gateway integrations can send them.
@Singleton
public final class CallRegistrationHeaders {

    public static final String EXECUTION = "Execution-Arn";
    private static final Map<String, String> TEXTS = new LinkedHashMap<>(Map.of(
            "Correlation-Key",
            "correlationKey",
            EXECUTION,
            "executionArn",
            "State-Name",
            "stateName",
            "State-Entered-Time",
            "stateEnteredTime"));
    private static final Map<String, String> NUMBERS = Map.of(
            "Retry-Count", "retryCount",
            "Redrive-Count", "redriveCount",
            "Heartbeat-Seconds", "heartbeatSeconds",
            "Timeout-Seconds", "timeoutSeconds");

    private final Validator validator;
    private final ClockHealth clockHealth;

    CallRegistrationHeaders(Validator validator, ClockHealth clockHealth) {
        this.validator = validator;
        this.clockHealth = clockHealth;
    }

    /// @return the registration with its token; empty without one
    /// @throws ProblemException for an invalid header, by the name of its field
    public Optional<RegistrationRequest> registrationRequest(HttpHeaders headers, Route route) {
        String token = headers.getHeaderString(TaskTokenReader.HEADER);
        if (token == null) {
            return Optional.empty();
        }
        ObjectNode form = JsonNodeFactory.instance.objectNode();
        form.put("taskToken", token).put("service", route.service()).put("operation", route.operation());
        TEXTS.forEach((header, field) -> put(form, field, headers.getHeaderString(header), false));
        NUMBERS.forEach((header, field) -> put(form, field, headers.getHeaderString(header), true));
        RegistrationRequest valid = RequestDocumentMapper.map(form, RegistrationRequest.class);
        Set<ConstraintViolation<RegistrationRequest>> violations = validator.validate(valid);
        if (!violations.isEmpty()) {
            throw new ConstraintViolationException(violations);
        }
        // Checked before anything is sent: afterwards a rejection would be too late.
        token(valid);
        if (!clockHealth.isTrusted()) {
            throw ProblemException.of(ProblemType.UNAVAILABLE, clockHealth.problem());
        }
        return Optional.of(valid);
    }

    private static void put(ObjectNode form, String field, @Nullable String value, boolean number) {
        if (value != null && number && value.matches("-?\\d{1,18}")) {
            form.put(field, Long.parseLong(value));
        } else if (value != null) {
            form.put(field, value);
        }
    }

    /// @param job the correlation key if the caller sent none
    public static Registration registration(
            Grant grant, RegistrationRequest form, JsonText request, @Nullable String job) {
        Registration given = form.toRegistration(grant.tenant(), grant.principal(), token(form));
        return given.toBuilder()
                .correlationKey(given.correlationKey() == null ? job : given.correlationKey())
                .input(request)
                .build();
    }

    private static TaskToken token(RegistrationRequest form) {
        return TaskTokenReader.of(String.valueOf(form.taskToken()));
    }
}
