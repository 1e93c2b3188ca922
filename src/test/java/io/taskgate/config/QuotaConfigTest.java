package io.taskgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.stepfunctions.SendTaskRateLimiter;
import io.taskgate.route.config.ConfigurationProblems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaConfigTest {

    private record Settings(String burst, String rate, String share) implements QuotaConfig {}

    private final ConfigurationProblems problems = new ConfigurationProblems();

    @Test
    void numbersAreTaken() {
        assertThat(new Settings("3000", "500", "0.25").limits(problems))
                .isEqualTo(new SendTaskRateLimiter.Limits(3000, 500, 0.25));
        assertThat(problems.lines()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 300, 1, taskgate.quota.burst",
        "1500, many, 1, taskgate.quota.rate",
        "1500, 300, 0, taskgate.quota.share",
        "1500, 300, 1.5, taskgate.quota.share",
        "1500, 300, NaN, taskgate.quota.share"
    })
    void whatCanNotBeIsRefusedWithItsKeyAndTheFix(String burst, String rate, String share, String key) {
        new Settings(burst, rate, share).limits(problems);

        assertThat(problems.lines()).singleElement().asString().startsWith(key).contains("Expected a number between");
    }
}
