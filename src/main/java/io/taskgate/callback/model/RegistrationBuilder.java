package io.taskgate.callback.model;

import io.taskgate.payload.json.JsonText;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Builder of a [Registration]. The fields that are not set are empty. Not thread-safe.
public final class RegistrationBuilder {

    private final String tenant;
    private final CallbackOwner owner;
    private final TaskToken token;
    private final String service;
    private final String operation;
    private @Nullable String correlationKey;
    private @Nullable String executionArn;
    private @Nullable String stateName;
    private @Nullable Instant enteredAt;
    private int retryCount;
    private int redriveCount;
    private @Nullable Duration heartbeat;
    private @Nullable Duration timeout;
    private JsonText input = JsonText.EMPTY_OBJECT;

    /// Creates a builder of the registration of a token for a route.
    public RegistrationBuilder(String tenant, CallbackOwner owner, TaskToken token, String service, String operation) {
        this.tenant = tenant;
        this.owner = owner;
        this.token = token;
        this.service = service;
        this.operation = operation;
    }

    RegistrationBuilder(Registration registration) {
        tenant = registration.tenant();
        owner = registration.owner();
        token = registration.token();
        service = registration.service();
        operation = registration.operation();
        correlationKey = registration.correlationKey();
        executionArn = registration.executionArn();
        stateName = registration.stateName();
        enteredAt = registration.enteredAt();
        retryCount = registration.retryCount();
        redriveCount = registration.redriveCount();
        heartbeat = registration.heartbeat();
        timeout = registration.timeout();
        input = registration.input();
    }

    public RegistrationBuilder correlationKey(@Nullable String value) {
        correlationKey = value;
        return this;
    }

    public RegistrationBuilder executionArn(@Nullable String value) {
        executionArn = value;
        return this;
    }

    public RegistrationBuilder stateName(@Nullable String value) {
        stateName = value;
        return this;
    }

    public RegistrationBuilder enteredAt(@Nullable Instant value) {
        enteredAt = value;
        return this;
    }

    public RegistrationBuilder retryCount(int value) {
        retryCount = value;
        return this;
    }

    public RegistrationBuilder redriveCount(int value) {
        redriveCount = value;
        return this;
    }

    public RegistrationBuilder heartbeat(@Nullable Duration value) {
        heartbeat = value;
        return this;
    }

    public RegistrationBuilder timeout(@Nullable Duration value) {
        timeout = value;
        return this;
    }

    public RegistrationBuilder input(JsonText value) {
        input = value;
        return this;
    }

    public Registration build() {
        return new Registration(
                tenant,
                owner,
                token,
                service,
                operation,
                correlationKey,
                executionArn,
                stateName,
                enteredAt,
                retryCount,
                redriveCount,
                heartbeat,
                timeout,
                input);
    }
}
