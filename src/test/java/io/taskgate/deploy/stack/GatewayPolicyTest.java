package io.taskgate.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Checks that the gateway's role allows exactly the AWS actions of its adapters.
class GatewayPolicyTest {

    /// Used only by `taskgate.aws.ledger.create-table`, which is for development and tests.
    private static final Set<String> DEVELOPMENT = Set.of("dynamodb:CreateTable", "dynamodb:UpdateTimeToLive");

    /// A permission without a call of its own: S3 and SQS use it on the stack's key for the gateway.
    private static final Set<String> BESIDE = Set.of("kms:GenerateDataKey");

    /// Returns the errors of a policy that allows these actions.
    private static List<String> wrong(Set<String> allowed) {
        Set<String> needed = new TreeSet<>(SdkCalls.actions());
        needed.removeAll(DEVELOPMENT);
        needed.addAll(BESIDE);
        return Stream.concat(
                        needed.stream()
                                .filter(action -> !allowed.contains(action))
                                .map(action -> action + " is missing"),
                        allowed.stream()
                                .filter(action -> !needed.contains(action))
                                .map(action -> action + " is not needed"))
                .toList();
    }

    @Test
    void nothingIsMissingAndNothingIsNotNeeded() {
        assertThat(wrong(TemplateFile.actions("GatewayPolicy")))
                .as("GatewayPolicy in deploy/template.yaml, by what package aws calls")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dynamodb:UpdateItem", "sqs:ChangeMessageVisibility", "kms:Decrypt", "s3:ListBucket"})
    void aPermissionThatIsTakenAwayIsMissed(String action) {
        Set<String> allowed = new TreeSet<>(TemplateFile.actions("GatewayPolicy"));
        allowed.remove(action);

        assertThat(wrong(allowed)).containsExactly(action + " is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dynamodb:DeleteTable", "dynamodb:CreateTable", "s3:DeleteObject", "states:*"})
    void aPermissionTooManyIsFound(String action) {
        Set<String> allowed = new TreeSet<>(TemplateFile.actions("GatewayPolicy"));
        allowed.add(action);

        assertThat(wrong(allowed)).containsExactly(action + " is not needed");
    }

    @Test
    void whatTheAdaptersCallIsSeen() {
        assertThat(SdkCalls.actions())
                .contains(
                        "dynamodb:UpdateItem",
                        "states:SendTaskSuccess",
                        "states:GetExecutionHistory",
                        "events:PutEvents",
                        "s3:AbortMultipartUpload",
                        "s3:PutObjectTagging",
                        "sqs:ChangeMessageVisibility",
                        "kms:Decrypt")
                .hasSizeGreaterThan(20);
    }

    @Test
    void noActionIsAWildcard() {
        for (String policy : new String[] {"GatewayPolicy", "StateMachinePolicy", "WorkerPolicy"}) {
            assertThat(TemplateFile.actions(policy)).isNotEmpty().noneMatch(action -> action.contains("*"));
        }
    }

    @Test
    void noResourceIsEverything() {
        assertThat(TemplateFile.statements("GatewayPolicy"))
                .allSatisfy(statement -> assertThat(statement.resources()).doesNotContain("*"));
    }
}
