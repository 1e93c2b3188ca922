package io.taskgate.callback.registration;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests the limits of the values that order tokens.
class RegistrationRequestTest {

    private static final Instant NOW = Instant.parse("2026-08-02T10:00:00Z");

    private final ValidatorFactory factory = Validation.byDefaultProvider()
            .configure()
            .messageInterpolator(new ParameterMessageInterpolator())
            .clockProvider(() -> Clock.fixed(NOW, ZoneOffset.UTC))
            .buildValidatorFactory();
    private final Validator validator = factory.getValidator();

    @ParameterizedTest
    @CsvSource({
        "2016-01-01T00:00:00Z, true",
        "2015-12-31T23:59:59.999Z, false",
        "2026-08-02T10:05:00Z, true",
        "2026-08-02T10:05:00.001Z, false",
        "-1000000000-01-01T00:00:00Z, false",
        "+1000000000-01-01T00:00:00Z, false"
    })
    void promise6AStateWasEnteredSince2016AndNotInTheFuture(Instant entered, boolean valid) {
        assertThat(flaws(form(entered, 0, 0))).isEqualTo(valid ? List.of() : List.of("stateEnteredTime"));
    }

    @Test
    void promise6CountsEndWithAnExecutionsHistory() {
        assertThat(flaws(form(NOW, 25_000, 25_000))).isEmpty();
        assertThat(flaws(form(NOW, 25_001, 0))).containsExactly("retryCount");
        assertThat(flaws(form(NOW, 0, 25_001))).containsExactly("redriveCount");
    }

    private List<String> flaws(RegistrationRequest form) {
        return validator.validate(form).stream()
                .map(violation -> violation.getPropertyPath().toString())
                .toList();
    }

    private static RegistrationRequest form(Instant entered, int retries, int redrives) {
        return new RegistrationRequest(
                null, "orders", "approve", null, null, null, entered, retries, redrives, null, null, null);
    }
}
