package io.taskgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.settings.ConfigurationProblems;
import io.taskgate.testing.config.TestSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the rule for plain HTTP: links contain signatures that settle tasks, so they need TLS unless the
/// configuration allows plain HTTP.
class GatewayRulesTest {

    private static List<String> problems(Map<String, String> properties) {
        ConfigurationProblems problems = new ConfigurationProblems();
        Map<String, String> valid = new HashMap<>(properties);
        valid.put("taskgate.aws.payloads.bucket", "payloads");
        TestSettings.map(TaskgateConfig.class, TaskgateConfig.PREFIX, valid, problems);
        return problems.lines();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://taskgate.example.com",
                "http://taskgate.default.svc.cluster.local:8080",
                "http://10.0.0.1",
                "http://localhost.example.com",
                "http://127.0.0.1.example.com",
                "HTTP://taskgate.example.com"
            })
    void clearTextOutsideLoopbackIsRefused(String url) {
        assertThat(problems(Map.of("taskgate.public-url", url)))
                .singleElement()
                .asString()
                .startsWith("taskgate.public-url: ")
                .contains("https://")
                .contains("taskgate.links.allow-plain-http: true");
        assertThat(problems(Map.of("taskgate.public-url", url, "taskgate.links.allow-plain-http", "true")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://taskgate.example.com",
                "http://localhost:8080",
                "http://127.0.0.1:8080",
                "http://127.1.2.3",
                "http://[::1]:8080"
            })
    void tlsAndLoopbackAreTaken(String url) {
        assertThat(problems(Map.of("taskgate.public-url", url))).isEmpty();
    }

    @Test
    void aDateNeedsItsKey() {
        assertThat(problems(Map.of("taskgate.public-url", "https://a", "taskgate.vault.created.k1", "2026-11-24")))
                .containsExactly("taskgate.vault.created.k1: Unknown key \"k1\". Use a key of taskgate.vault.keys.");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 300, 1, taskgate.quota.burst",
        "1500, many, 1, taskgate.quota.rate",
        "1500, 300, 0, taskgate.quota.share",
        "1500, 300, 1.5, taskgate.quota.share",
        "1500, 300, NaN, taskgate.quota.share"
    })
    void aQuotaThatCanNotBeIsRefusedWithItsKeyAndTheFix(String burst, String rate, String share, String key) {
        assertThat(problems(Map.of(
                        "taskgate.public-url", "https://a",
                        "taskgate.quota.burst", burst,
                        "taskgate.quota.rate", rate,
                        "taskgate.quota.share", share)))
                .singleElement()
                .asString()
                .startsWith(key + ": Invalid value");
    }
}
