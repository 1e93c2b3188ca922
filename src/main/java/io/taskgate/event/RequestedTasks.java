package io.taskgate.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.Register;
import io.taskgate.callback.Registered;
import io.taskgate.callback.RegistrationForm;
import io.taskgate.callback.TaskToken;
import jakarta.inject.Singleton;
import jakarta.validation.Validator;

/// Registrations by event (`events:putEvents.waitForTaskToken`). Safe for many threads.
@Singleton
final class RequestedTasks {

    private final Register register;
    private final RegistrationReader reader;
    private final Validator validator;

    RequestedTasks(Register register, RegistrationReader reader, Validator validator) {
        this.register = register;
        this.reader = reader;
        this.validator = validator;
    }

    /// @throws WrongEventException when its detail is wrong
    Taken take(JsonNode detail, Caller caller) {
        RegistrationForm form = reader.read(detail);
        validator.validate(form).stream().findFirst().ifPresent(violation -> {
            throw new WrongEventException("detail." + violation.getPropertyPath(), violation.getMessage());
        });
        if (form.taskToken() == null) {
            throw new WrongEventException("detail.taskToken", "is missing");
        }
        if (!caller.mayRegister(form.service(), form.operation(), form.executionArn())) {
            return new Taken.Refused(
                    Taken.Why.FORBIDDEN,
                    "detail",
                    "the key's grant does not cover this service, operation or state machine");
        }
        return taken(form, register.register(form.toRegistration(TaskToken.of(form.taskToken()))));
    }

    private static Taken taken(RegistrationForm form, Registered registered) {
        return switch (registered) {
            case Registered.Accepted accepted -> Takings.done(Taken.Result.REGISTERED, accepted.callback());
            case Registered.Superseded superseded -> Takings.done(Taken.Result.SUPERSEDED, superseded.standing());
            case Registered.NoRoute none ->
                new Taken.Refused(
                        Taken.Why.INVALID,
                        "detail.operation",
                        "there is no route " + Envelope.brief(form.service() + "." + form.operation()));
            case Registered.Unshapeable not ->
                new Taken.Refused(
                        Taken.Why.INVALID, "detail.input", not.reason().message());
            case Registered.OverBudget over ->
                new Taken.Refused(
                        Taken.Why.OVER_BUDGET,
                        "detail.input",
                        over.sizes().excess().detail());
            case Registered.NotDispatched not ->
                not.again()
                        ? new Taken.NotNow(not.reason())
                        : new Taken.Refused(Taken.Why.INVALID, "detail", not.reason());
        };
    }
}
