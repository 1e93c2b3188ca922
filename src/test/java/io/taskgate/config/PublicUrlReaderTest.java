package io.taskgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.route.config.ConfigurationProblems;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Links carry signatures that settle tasks: they don't travel in clear text unless the configuration says so.
class PublicUrlReaderTest {

    private final ConfigurationProblems problems = new ConfigurationProblems();

    private URI read(String url, boolean allowPlainHttp) {
        return PublicUrlReader.read(Optional.of(URI.create(url)), allowPlainHttp, problems);
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
        read(url, false);
        assertThat(problems.lines())
                .singleElement()
                .asString()
                .startsWith("taskgate.public-url: ")
                .contains("https://")
                .contains("taskgate.links.allow-plain-http: true");
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
        assertThat(read(url + "/", false)).isEqualTo(URI.create(url));
        assertThat(problems.lines()).isEmpty();
    }

    @Test
    void clearTextIsTakenWhereTheConfigurationAllowsIt() {
        assertThat(read("http://taskgate.default.svc.cluster.local", true))
                .isEqualTo(URI.create("http://taskgate.default.svc.cluster.local"));
        assertThat(problems.lines()).isEmpty();
    }
}
