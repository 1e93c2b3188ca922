package io.taskgate.callback.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.claimcheck.PayloadOwner;
import io.taskgate.payload.json.JsonText;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A request to register the task token of a state machine.
///
/// @param tenant the caller's tenant
/// @param owner the caller and the waiting state machine
/// @param enteredAt `$$.State.EnteredTime`; null if the caller does not give it, and then the order of arrival
///     decides which token is newer
/// @param heartbeat the longest time without a heartbeat; null takes the route's
/// @param timeout the longest duration of the work; null takes the route's
/// @param input the request as the state machine sent it
public record Registration(
        String tenant,
        CallbackOwner owner,
        TaskToken token,
        String service,
        String operation,
        @Nullable String correlationKey,
        @Nullable String executionArn,
        @Nullable String stateName,
        @Nullable Instant enteredAt,
        int retryCount,
        int redriveCount,
        @Nullable Duration heartbeat,
        @Nullable Duration timeout,
        JsonText input) {

    /// The longest correlation key, in characters.
    public static final int MAX_KEY = 256;

    /// The largest number of retries of a state, and of redrives of an execution, that Step Functions can
    /// reach: each adds events to the execution's history, which ends at 25,000. (ASL allows a `MaxAttempts` of
    /// 99,999,999; the history ends first.)
    public static final int MAX_COUNT = 25_000;

    /// The owner of the payloads that its request's boundary checks in.
    public PayloadOwner payloadOwner() {
        return PayloadOwner.ofService(tenant, service);
    }

    /// The same registration without its correlation key.
    public Registration withoutKey() {
        return toBuilder().correlationKey(null).build();
    }

    /// A builder that starts from this registration.
    public RegistrationBuilder toBuilder() {
        return new RegistrationBuilder(this);
    }

    public TokenOrder order(Instant arrivedAt) {
        return new TokenOrder(redriveCount, enteredAt == null ? arrivedAt : enteredAt, retryCount, arrivedAt);
    }

    /// The context object (`$$`) that the request's shape may read: the parts of the Step Functions context
    /// object that the caller gave.
    public JsonNode context() {
        ObjectNode context = JsonNodeFactory.instance.objectNode();
        ObjectNode execution = context.putObject("Execution");
        if (executionArn != null) {
            execution.put("Id", executionArn);
        }
        execution.put("RedriveCount", redriveCount);
        ObjectNode state = context.putObject("State");
        if (stateName != null) {
            state.put("Name", stateName);
        }
        if (enteredAt != null) {
            state.put("EnteredTime", enteredAt.toString());
        }
        state.put("RetryCount", retryCount);
        return context;
    }
}
