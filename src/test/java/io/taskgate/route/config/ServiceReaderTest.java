package io.taskgate.route.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.settings.ConfigurationProblems;
import io.taskgate.testing.config.TestSettings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the rule for plain HTTP: a service's credential needs TLS unless the configuration allows plain
/// HTTP.
class ServiceReaderTest {

    private static final String SERVICE = "taskgate.services.orders.";

    private static List<String> problems(String... keysAndValues) {
        Map<String, String> all = new TreeMap<>();
        all.put(SERVICE + "operations.quote.call.path", "/quotes");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            all.put(SERVICE + keysAndValues[i], keysAndValues[i + 1]);
        }
        ConfigurationProblems problems = new ConfigurationProblems();
        TestSettings.routes(all, problems);
        return problems.lines();
    }

    private static List<String> withHeader(String url, String... more) {
        String[] all = new String[6 + more.length];
        System.arraycopy(new String[] {"url", url, "auth.type", "header", "auth.secret", "hush"}, 0, all, 0, 6);
        System.arraycopy(more, 0, all, 6, more.length);
        return problems(all);
    }

    private static List<String> withOauth(String tokenUrl, String... more) {
        String[] how = {
            "url",
            "https://orders.internal",
            "auth.type",
            "oauth",
            "auth.token-url",
            tokenUrl,
            "auth.client-id",
            "us",
            "auth.client-secret",
            "hush"
        };
        String[] all = new String[how.length + more.length];
        System.arraycopy(how, 0, all, 0, how.length);
        System.arraycopy(more, 0, all, how.length, more.length);
        return problems(all);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://orders.internal:8080",
                "http://10.0.0.7",
                "http://localhost.example.com",
                "http://0.0.0.0"
            })
    void aCredentialInClearTextIsRefused(String url) {
        assertThat(withHeader(url))
                .singleElement()
                .asString()
                .startsWith(SERVICE + "url: ")
                .contains("https://")
                .contains(SERVICE + "allow-plain-http: true")
                .doesNotContain("hush");
    }

    @ParameterizedTest
    @CsvSource({"http://orders.internal, sigv4", "http://orders.internal, header"})
    void soItIsWhateverTheCredentialIs(String url, String type) {
        assertThat(problems("url", url, "auth.type", type, "auth.secret", "hush").stream()
                        .filter(line -> line.startsWith(SERVICE + "url: ")))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://login.internal/token", "http://192.168.1.1/token"})
    void aClientSecretInClearTextIsRefused(String tokenUrl) {
        assertThat(withOauth(tokenUrl))
                .singleElement()
                .asString()
                .startsWith(SERVICE + "auth.token-url: ")
                .contains("https://")
                .contains(SERVICE + "allow-plain-http: true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://orders.internal",
                "http://localhost:8080",
                "http://127.0.0.1:8080",
                "http://127.1.2.3",
                "http://[::1]:8080"
            })
    void tlsAndLoopbackAreTaken(String url) {
        assertThat(withHeader(url)).isEmpty();
        assertThat(withOauth(url + "/token")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "TRUE"})
    void clearTextIsTakenWhereTheConfigurationAllowsIt(String allow) {
        assertThat(withHeader("http://orders.internal", "allow-plain-http", allow))
                .isEmpty();
        assertThat(withOauth("http://login.internal/token", "allow-plain-http", allow))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "1"})
    void itIsAllowedByTrueOnly(String allow) {
        assertThat(withHeader("https://orders.internal", "allow-plain-http", allow))
                .singleElement()
                .asString()
                .startsWith(SERVICE + "allow-plain-http: ")
                .contains("true or false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://orders.internal:8080", "https://orders.internal"})
    void withoutACredentialThereIsNothingToHide(String url) {
        assertThat(problems("url", url)).isEmpty();
    }
}
