package io.taskgate.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The requests that are written down for people are ones that the API knows (`docs/openapi.yaml`).
class RequestsTest {

    private static final JsonNode PATHS =
            Yaml.read(Path.of("docs/openapi.yaml")).path("paths");
    private static final Pattern HTTP = Pattern.compile("(?m)^(GET|POST) \\{\\{gateway}}(/[^\\s?]*)");
    private static final Pattern CURL = Pattern.compile("(?m)^curl -s (?:-X (POST) )?\"?\\$GATEWAY(/[^\\s?\"]*)");

    private record Written(String method, String path) {

        boolean isKnown() {
            return PATHS.properties().stream()
                    .filter(known -> path.matches(known.getKey().replaceAll("\\{\\w+}", "[^/]+")))
                    .anyMatch(known -> known.getValue().has(method));
        }
    }

    private static List<Written> written(Path file, Pattern request) {
        return request.matcher(Yaml.text(file))
                .results()
                .map(RequestsTest::written)
                .toList();
    }

    private static Written written(MatchResult request) {
        String method = request.group(1) == null ? "get" : request.group(1).toLowerCase(Locale.ROOT);
        return new Written(method, request.group(2));
    }

    @Test
    void theApiKnowsThemAll() {
        List<Written> http = written(Path.of("deploy/taskgate.http"), HTTP);
        List<Written> curl = written(Path.of("docs/requests.md"), CURL);

        assertThat(http).hasSizeGreaterThanOrEqualTo(9);
        assertThat(curl).hasSizeGreaterThanOrEqualTo(9);
        assertThat(Stream.concat(http.stream(), curl.stream())).allMatch(Written::isKnown);
    }

    @Test
    void aRequestThatTheApiDoesNotKnowIsFound() {
        assertThat(new Written("post", "/v1/callbakcs").isKnown()).isFalse();
        assertThat(new Written("get", "/v1/payloads").isKnown()).isFalse();
    }
}
