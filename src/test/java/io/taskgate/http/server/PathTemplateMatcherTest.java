package io.taskgate.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PathTemplateMatcherTest {

    private static final Pattern PATH = Pattern.compile("(?m)^  (/[^:]+):");

    @Test
    void theTemplatesAreThoseOfTheApi() throws IOException {
        String document = Files.readString(Path.of("docs/openapi.yaml"));

        assertThat(PathTemplateMatcher.ALL)
                .containsExactlyInAnyOrderElementsOf(PATH.matcher(document)
                        .results()
                        .map(found -> found.group(1))
                        .toList());
    }

    @Test
    void aPathHasTheTemplateOfItsResource() {
        assertThat(PathTemplateMatcher.match("/v1/payloads/")).contains("/v1/payloads");
        assertThat(PathTemplateMatcher.match("/v1/payloads/read")).contains("/v1/payloads/read");
        assertThat(PathTemplateMatcher.match("/v1/correlations/a/b/k%2Fl/success"))
                .contains("/v1/correlations/{service}/{operation}/{key}/success");
        assertThat(PathTemplateMatcher.match("/v1/payloads/other")).isEmpty();
        assertThat(PathTemplateMatcher.match("/v1/callbacks/a/b")).isEmpty();
        assertThat(PathTemplateMatcher.match("/")).isEmpty();
    }
}
