package io.taskgate.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Runs external validators on `deploy/` (`deploy/validate`), and each validator on a planted error.
class ValidatorsIT {

    private static final Path BROKEN = Path.of("src/test/resources/deploy");

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        NodeRunner.install();
    }

    @Test
    void theTemplateIsRight() throws IOException, InterruptedException {
        NodeRunner.Verdict verdict = NodeRunner.validate("template.mjs", Path.of("deploy/template.yaml"));

        assertThat(verdict.output()).contains(" 0 findings");
        assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "unknown-property.yaml, MessageRetentionPeriodSeconds",
        "every-action.yaml, AwsSolutions-IAM5[Action::dynamodb:*]",
        "stale-acknowledgement.yaml, acknowledged and finds nothing",
        "no-reason.yaml, acknowledged without a reason",
        "dangling-reference.yaml, NoSuchQueue"
    })
    void aBrokenTemplateIsFound(String file, String finding) throws IOException, InterruptedException {
        NodeRunner.Verdict verdict = NodeRunner.validate("template.mjs", BROKEN.resolve(file));

        assertThat(verdict.output()).contains(finding);
        assertThat(verdict.exitCode()).isOne();
    }

    @Test
    void theStateMachinesAreRight() throws IOException, InterruptedException {
        NodeRunner.Verdict verdict = NodeRunner.validate("asl.mjs", Path.of("deploy/asl"));

        assertThat(verdict.output()).contains(" 0 findings").doesNotStartWith("0 state machines");
        assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"nowhere.asl.json, Nowhere", "bad-path.asl.json, InputPath"})
    void aBrokenStateMachineIsFound(String file, String finding) throws IOException, InterruptedException {
        NodeRunner.Verdict verdict = NodeRunner.validate("asl.mjs", BROKEN.resolve(file));

        assertThat(verdict.output()).contains(finding);
        assertThat(verdict.exitCode()).isOne();
    }
}
