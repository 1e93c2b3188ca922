package io.taskgate.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The gateway's role may do what its adapters ask of AWS, and nothing else.
class GatewayPolicyTest {

    /// Asked by `taskgate.aws.ledger.create-table` only, which is for development and tests.
    private static final Set<String> DEVELOPMENT = Set.of("dynamodb:CreateTable", "dynamodb:UpdateTimeToLive");

    /// Not a call of their own: without the first S3 answers 403 instead of 404 for what is not there; the second is
    /// what
    /// S3 and SQS ask of the stack's key in the gateway's name.
    private static final Set<String> BESIDE = Set.of("s3:ListBucket", "kms:GenerateDataKey");

    @Test
    void nothingIsMissingAndNothingIsNotNeeded() {
        Set<String> needed = new TreeSet<>(SdkCalls.actions());
        needed.removeAll(DEVELOPMENT);
        needed.addAll(BESIDE);

        assertThat(Template.actions("GatewayPolicy"))
                .as("GatewayPolicy in deploy/template.yaml, by what package aws calls")
                .isEqualTo(needed);
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
            assertThat(Template.actions(policy)).isNotEmpty().noneMatch(action -> action.contains("*"));
        }
    }

    @Test
    void noResourceIsEverything() {
        for (JsonNode statement : Template.properties("GatewayPolicy").at("/PolicyDocument/Statement")) {
            assertThat(statement.path("Resource").toString()).isNotEqualTo("\"*\"");
        }
    }
}
