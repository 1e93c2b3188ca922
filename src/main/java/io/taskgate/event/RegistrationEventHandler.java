package io.taskgate.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.identity.CorrelationKeyRule;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.model.RegistrationBuilder;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.registration.ImmediateSettlement;
import io.taskgate.callback.registration.ImmediateSettlement.Rejection;
import io.taskgate.callback.registration.RegistrationRequest;
import io.taskgate.callback.registration.RegistrationResult;
import io.taskgate.callback.registration.RegistrationService;
import io.taskgate.event.format.EventPrincipal;
import io.taskgate.event.format.InboundEvent;
import io.taskgate.event.format.InvalidEventException;
import jakarta.inject.Singleton;
import jakarta.validation.Validator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Handles registrations by event (`events:putEvents.waitForTaskToken`). The sender can't receive an error
/// response, so that an invalid registration fails its task with an error name that the workflow can catch.
/// Thread-safe.
@Singleton
final class RegistrationEventHandler {

    private final RegistrationService registrations;
    private final ImmediateSettlement immediate;
    private final RegistrationEventParser reader;
    private final Validator validator;

    RegistrationEventHandler(
            RegistrationService registrations,
            ImmediateSettlement immediate,
            RegistrationEventParser reader,
            Validator validator) {
        this.registrations = registrations;
        this.immediate = immediate;
        this.reader = reader;
        this.validator = validator;
    }

    /// @throws InvalidEventException if the detail is invalid and holds no task token
    EventResult handle(JsonNode detail, EventPrincipal caller) {
        TaskToken token = token(detail);
        String service = text(detail, "service", Integer.MAX_VALUE);
        String operation = text(detail, "operation", Integer.MAX_VALUE);
        if (!caller.mayRegister(
                String.valueOf(service),
                String.valueOf(operation),
                text(detail, "executionArn", RegistrationRequest.MAX_ARN))) {
            return new EventResult.Rejected(
                    EventResult.RejectionReason.FORBIDDEN,
                    "detail",
                    "The grant of " + caller.principal() + " does not cover this service, operation or state machine.");
        }
        try {
            RegistrationRequest form = valid(reader.read(detail));
            Registration registration = form.toRegistration(caller.tenant(), caller.principal(), token);
            return result(registration, registrations.register(registration));
        } catch (InvalidEventException e) {
            return failed(salvaged(detail, caller, token), Rejection.INVALID_REQUEST, e.field(), e.problem());
        }
    }

    private static TaskToken token(JsonNode detail) {
        JsonNode token = detail.path("taskToken");
        if (!token.isTextual()) {
            throw new InvalidEventException("detail.taskToken", "Required.");
        }
        try {
            return TaskToken.of(token.textValue());
        } catch (IllegalArgumentException e) {
            throw new InvalidEventException("detail.taskToken", "The task token must have 1 to 2048 characters.");
        }
    }

    private RegistrationRequest valid(RegistrationRequest form) {
        validator.validate(form).stream().findFirst().ifPresent(violation -> {
            throw new InvalidEventException("detail." + violation.getPropertyPath(), violation.getMessage());
        });
        return form;
    }

    private EventResult result(Registration registration, RegistrationResult result) {
        return switch (result) {
            case RegistrationResult.Accepted(Callback callback, var kind) ->
                EventResults.done(
                        switch (kind) {
                            case FIRST -> EventResult.Result.REGISTERED;
                            case REPEATED -> EventResult.Result.REPEATED;
                            case TAKE_OVER -> EventResult.Result.TAKEN_OVER;
                        },
                        callback);
            case RegistrationResult.Superseded superseded ->
                EventResults.done(EventResult.Result.SUPERSEDED, superseded.current());
            case RegistrationResult.NotOwner _ ->
                failed(
                        registration,
                        Rejection.OWNER_CONFLICT,
                        "detail.correlationKey",
                        "The correlation key belongs to another principal or state machine.");
            case RegistrationResult.NoRoute none ->
                failed(
                        registration,
                        Rejection.UNKNOWN_ROUTE,
                        "detail.operation",
                        "Unknown route " + InboundEvent.brief(registration.service() + "." + registration.operation())
                                + ".");
            case RegistrationResult.Unshapeable not ->
                failed(
                        registration,
                        Rejection.INVALID_REQUEST,
                        "detail.input",
                        not.reason().message());
            case RegistrationResult.OverBudget over ->
                failed(
                        registration,
                        Rejection.OVER_BUDGET,
                        "detail.input",
                        over.sizes().excess().detail());
            case RegistrationResult.NotNow(String reason) -> new EventResult.NotNow(reason);
            case RegistrationResult.NotDispatched not ->
                not.again()
                        ? new EventResult.NotNow(not.reason())
                        : failed(registration, Rejection.NOT_DISPATCHED, "detail", not.reason());
        };
    }

    private EventResult failed(Registration registration, Rejection why, String field, String problem) {
        if (immediate.failRegistration(registration, why, field + ": " + problem)
                instanceof RegistrationResult.NotNow(String reason)) {
            return new EventResult.NotNow(reason);
        }
        EventResult.RejectionReason kind = switch (why) {
            case OVER_BUDGET -> EventResult.RejectionReason.OVER_BUDGET;
            case OWNER_CONFLICT -> EventResult.RejectionReason.NOT_OWNER;
            case UNKNOWN_ROUTE, INVALID_REQUEST, NOT_DISPATCHED -> EventResult.RejectionReason.INVALID;
        };
        return new EventResult.Rejected(kind, field, problem + " The task fails with " + why.error() + ".");
    }

    /// Keeps the valid parts of an invalid registration that fit into a record.
    private static Registration salvaged(JsonNode detail, EventPrincipal caller, TaskToken token) {
        String executionArn = text(detail, "executionArn", RegistrationRequest.MAX_ARN);
        return new RegistrationBuilder(
                        caller.tenant(),
                        CallbackOwner.of(caller.principal(), executionArn),
                        token,
                        name(detail, "service"),
                        name(detail, "operation"))
                .correlationKey(correlationKey(detail))
                .executionArn(executionArn)
                .stateName(text(detail, "stateName", RegistrationRequest.MAX_STATE))
                .build();
    }

    private static @Nullable String correlationKey(JsonNode detail) {
        String key = text(detail, "correlationKey", Registration.MAX_KEY);
        return key == null || CorrelationKeyRule.problem(key).isPresent() ? null : key;
    }

    private static String name(JsonNode detail, String member) {
        return Optional.ofNullable(text(detail, member, 63)).orElse("unknown");
    }

    private static @Nullable String text(JsonNode detail, String member, int most) {
        JsonNode value = detail.path(member);
        return value.isTextual()
                        && !value.textValue().isBlank()
                        && value.textValue().length() <= most
                ? value.textValue()
                : null;
    }
}
