package io.taskgate.callback.registration;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.identity.CorrelationKey;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.model.RegistrationBuilder;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.payload.json.JsonText;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The request document of a registration: the body of `POST /v1/callbacks`, the detail of a `Callback
/// Requested` event. Its input may be the node of a text ([JsonText#node()]).
public record RegistrationRequest(
        @Nullable @Size(min = 1, max = TaskToken.MAX_LENGTH, message = "Must be a task token of 1 to 2048 characters.") String taskToken,

        @NotBlank(message = "Required. Set a service of taskgate.services.") String service,

        @NotBlank(message = "Required. Set an operation of the service.") String operation,

        @Nullable @CorrelationKey @Size(min = 1, max = Registration.MAX_KEY, message = "Must be 1 to 256 characters.") String correlationKey,

        @Nullable @Size(min = 1, max = MAX_ARN, message = "Must be 1 to 256 characters.") String executionArn,

        @Nullable @Size(min = 1, max = MAX_STATE, message = "Must be 1 to 80 characters.") String stateName,

        @Nullable @EnteredTime Instant stateEnteredTime,

        @PositiveOrZero(message = "Must be 0 or more.") @Max(
                value = Registration.MAX_COUNT,
                message = "Must be at most 25000, the event limit of an execution history.")
        int retryCount,

        @PositiveOrZero(message = "Must be 0 or more.") @Max(
                value = Registration.MAX_COUNT,
                message = "Must be at most 25000, the event limit of an execution history.")
        int redriveCount,

        @Nullable @Positive(message = "Must be an integer number of seconds, 1 or more.") @Max(value = YEAR, message = "Must be at most 31536000, one year.") Long heartbeatSeconds,

        @Nullable @Positive(message = "Must be an integer number of seconds, 1 or more.") @Max(value = YEAR, message = "Must be at most 31536000, one year.") Long timeoutSeconds,

        @Nullable JsonNode input) {

    /// The longest time in seconds: a Standard execution lives a year at most.
    static final long YEAR = 31_536_000L;

    public static final int MAX_ARN = 256;

    public static final int MAX_STATE = 80;

    /// Converts the document to a registration.
    ///
    /// @param tenant the tenant of the authenticated caller
    /// @param principal the authenticated caller
    public Registration toRegistration(String tenant, String principal, TaskToken token) {
        return new RegistrationBuilder(tenant, CallbackOwner.of(principal, executionArn), token, service, operation)
                .correlationKey(correlationKey)
                .executionArn(executionArn)
                .stateName(stateName)
                .enteredAt(stateEnteredTime)
                .retryCount(retryCount)
                .redriveCount(redriveCount)
                .heartbeat(heartbeatSeconds == null ? null : Duration.ofSeconds(heartbeatSeconds))
                .timeout(timeoutSeconds == null ? null : Duration.ofSeconds(timeoutSeconds))
                .input(input == null ? JsonText.EMPTY_OBJECT : JsonText.of(input))
                .build();
    }

    @Override
    public String toString() {
        return "RegistrationRequest[" + service + "." + operation + "]";
    }
}
