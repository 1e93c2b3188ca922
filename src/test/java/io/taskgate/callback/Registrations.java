package io.taskgate.callback;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.json.JsonText;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Builds registrations for tests.
///
/// @param key null where the token itself is the correlation
record Registrations(
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

    static Registrations of(String token, String operation, @Nullable String key) {
        return new Registrations(
                token,
                operation,
                key,
                null,
                0,
                0,
                null,
                null,
                Gateway.EXECUTION,
                Gateway.json("{'a': 1}"),
                Gateway.TENANT,
                Gateway.PRINCIPAL);
    }

    Registrations enteredAt(Instant at) {
        return new Registrations(
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

    Registrations retry(int count) {
        return new Registrations(
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

    Registrations redrive(int count) {
        return new Registrations(
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

    Registrations watched(@Nullable Duration silence, @Nullable Duration work) {
        return new Registrations(
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

    Registrations withoutExecution() {
        return new Registrations(
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

    Registrations input(JsonNode of) {
        return new Registrations(
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

    Registrations by(String other) {
        return new Registrations(
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

    Registrations of(String otherTenant) {
        return new Registrations(
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

    Registrations execution(String arn) {
        return new Registrations(
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

    Registration build() {
        return new Registration(
                tenant,
                Owner.of(principal, executionArn),
                TaskToken.of(token),
                "orders",
                operation,
                key,
                executionArn,
                "AwaitApproval",
                enteredAt,
                retryCount,
                redriveCount,
                heartbeat,
                timeout,
                JsonText.of(input));
    }
}
