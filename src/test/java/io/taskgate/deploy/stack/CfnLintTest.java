package io.taskgate.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.deploy.ExternalTool;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Runs cfn-lint, AWS's own linter, on `deploy/*.yaml`, and tests cfn-lint with planted errors.
class CfnLintTest {

    private static final Path BROKEN = Path.of("src/test/resources/deploy");

    private Path cfnLint = Path.of("cfn-lint");

    @BeforeEach
    void find() {
        cfnLint = ExternalTool.require(
                "cfn-lint", "deploy/*.yaml is not linted", "run .ci/tools, or pip install cfn-lint");
    }

    private ExternalTool.Result lint(Path... templates) throws IOException, InterruptedException {
        String[] command = new String[templates.length + 1];
        command[0] = cfnLint.toString();
        for (int i = 0; i < templates.length; i++) {
            command[i + 1] = templates[i].toString();
        }
        return ExternalTool.run(Path.of("."), command);
    }

    @Test
    void theTemplatesHaveNoFindings() throws IOException, InterruptedException {
        ExternalTool.Result result = lint(Path.of("deploy/template.yaml"), Path.of("deploy/payload-bucket.yaml"));

        assertThat(result.output()).isBlank();
        assertThat(result.exitCode()).isZero();
    }

    /// The first error is the finding itself: an unquoted comma within braces.
    @ParameterizedTest
    @CsvSource({
        "null-in-metadata.yaml, E4001",
        "unknown-property.yaml, MessageRetentionPeriodSeconds",
        "dangling-reference.yaml, NoSuchQueue"
    })
    void aPlantedFaultIsFound(String file, String finding) throws IOException, InterruptedException {
        ExternalTool.Result result = lint(BROKEN.resolve(file));

        assertThat(result.output()).contains(finding);
        assertThat(result.exitCode()).isNotZero();
    }
}
