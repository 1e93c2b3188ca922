package io.taskgate.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PathTemplatesTest {

    private static final Pattern PATH = Pattern.compile("(?m)^  (/[^:]+):");

    @Test
    void theTemplatesAreThoseOfTheApi() throws IOException {
        String document = Files.readString(Path.of("docs/openapi.yaml"));

        assertThat(PathTemplates.ALL)
                .containsExactlyInAnyOrderElementsOf(PATH.matcher(document)
                        .results()
                        .map(found -> found.group(1))
                        .toList());
    }

    @Test
    void aPathHasTheTemplateOfItsResource() {
        assertThat(PathTemplates.of("/v1/payloads/")).contains("/v1/payloads");
        assertThat(PathTemplates.of("/v1/payloads/read")).contains("/v1/payloads/read");
        assertThat(PathTemplates.of("/v1/correlations/a/b/k%2Fl/success"))
                .contains("/v1/correlations/{service}/{operation}/{key}/success");
        assertThat(PathTemplates.of("/v1/payloads/other")).isEmpty();
        assertThat(PathTemplates.of("/v1/callbacks/a/b")).isEmpty();
        assertThat(PathTemplates.of("/")).isEmpty();
    }
}
