package io.taskgate.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Checks the OpenAPI document with the recommended rules of redocly, which `.ci/tools` installs.
class OpenApiLintTest {

    private static final Path DOCUMENT = Path.of("docs/openapi.yaml");

    @TempDir
    Path folder;

    @Test
    void theDocumentHasNoErrors() throws IOException, InterruptedException {
        ExternalTool.Result result = lint(DOCUMENT);

        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @Test
    void aFaultIsFound() throws IOException, InterruptedException {
        Path broken = folder.resolve("openapi.yaml");
        Files.writeString(
                broken, Files.readString(DOCUMENT).replace("operationId: getCallback", "operationId: succeed"));

        ExternalTool.Result result = lint(broken);

        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output()).contains("operation-operationId-unique");
    }

    private ExternalTool.Result lint(Path document) throws IOException, InterruptedException {
        String redocly = ExternalTool.require("redocly", "docs/openapi.yaml is not linted", "run .ci/tools")
                .toString();
        return ExternalTool.run(
                folder, redocly, "lint", document.toAbsolutePath().toString());
    }
}
