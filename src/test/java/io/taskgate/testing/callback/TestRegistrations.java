package io.taskgate.testing.callback;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.model.RegistrationBuilder;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.payload.json.JsonText;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Builds registrations for tests.
///
/// @param key the correlation key; null if the token itself is the correlation
public record TestRegistrations(
        String token,
        String operation,
        @Nullable String key,
        @Nullable Instant enteredAt,
        int retryCount,
        int redriveCount,
        @Nullable Duration heartbeat,
        @Nullable Duration timeout,
        @Nullable String executionArn,
        JsonNode input,
        String tenant,
        String principal) {

    public static TestRegistrations of(String token, String operation, @Nullable String key) {
        return new TestRegistrations(
                token,
                operation,
                key,
                null,
                0,
                0,
                null,
                null,
                GatewayFixture.EXECUTION,
                GatewayFixture.json("{'a': 1}"),
                GatewayFixture.TENANT,
                GatewayFixture.PRINCIPAL);
    }

    public TestRegistrations enteredAt(Instant at) {
        return new TestRegistrations(
                token,
                operation,
                key,
                at,
                retryCount,
                redriveCount,
                heartbeat,
                timeout,
                executionArn,
                input,
                tenant,
                principal);
    }

    public TestRegistrations retry(int count) {
        return new TestRegistrations(
                token,
                operation,
                key,
                enteredAt,
                count,
                redriveCount,
                heartbeat,
                timeout,
                executionArn,
                input,
                tenant,
                principal);
    }

    public TestRegistrations redrive(int count) {
        return new TestRegistrations(
                token,
                operation,
                key,
                enteredAt,
                retryCount,
                count,
                heartbeat,
                timeout,
                executionArn,
                input,
                tenant,
                principal);
    }

    public TestRegistrations watched(@Nullable Duration silence, @Nullable Duration work) {
        return new TestRegistrations(
                token,
                operation,
                key,
                enteredAt,
                retryCount,
                redriveCount,
                silence,
                work,
                executionArn,
                input,
                tenant,
                principal);
    }

    public TestRegistrations withoutExecution() {
        return new TestRegistrations(
                token,
                operation,
                key,
                enteredAt,
                retryCount,
                redriveCount,
                heartbeat,
                timeout,
                null,
                input,
                tenant,
                principal);
    }

    public TestRegistrations input(JsonNode of) {
        return new TestRegistrations(
                token,
                operation,
                key,
                enteredAt,
                retryCount,
                redriveCount,
                heartbeat,
                timeout,
                executionArn,
                of,
                tenant,
                principal);
    }

    public TestRegistrations by(String other) {
        return new TestRegistrations(
                token,
                operation,
                key,
                enteredAt,
                retryCount,
                redriveCount,
                heartbeat,
                timeout,
                executionArn,
                input,
                tenant,
                other);
    }

    TestRegistrations of(String otherTenant) {
        return new TestRegistrations(
                token,
                operation,
                key,
                enteredAt,
                retryCount,
                redriveCount,
                heartbeat,
                timeout,
                executionArn,
                input,
                otherTenant,
                principal);
    }

    public TestRegistrations execution(String arn) {
        return new TestRegistrations(
                token,
                operation,
                key,
                enteredAt,
                retryCount,
                redriveCount,
                heartbeat,
                timeout,
                arn,
                input,
                tenant,
                principal);
    }

    public Registration build() {
        return new RegistrationBuilder(
                        tenant, CallbackOwner.of(principal, executionArn), TaskToken.of(token), "orders", operation)
                .correlationKey(key)
                .executionArn(executionArn)
                .stateName("AwaitApproval")
                .enteredAt(enteredAt)
                .retryCount(retryCount)
                .redriveCount(redriveCount)
                .heartbeat(heartbeat)
                .timeout(timeout)
                .input(JsonText.of(input))
                .build();
    }
}
