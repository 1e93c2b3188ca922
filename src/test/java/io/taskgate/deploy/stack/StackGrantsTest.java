package io.taskgate.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Checks the stack's policies against an attacker inside the account: each grants access only to the
/// resources of a parameter, and to none by default.
class StackGrantsTest {

    private static final Set<String> STARTS_AND_STOPS = Set.of(
            "states:StartExecution", "states:StopExecution", "states:ListExecutions", "states:DescribeExecution");

    /// Finding 1: the gateway's role allowed StartExecution on the whole account.
    @Test
    void theGatewayStartsAndStopsOnlyTheStateMachinesThatAParameterLists() {
        List<TemplateFile.Statement> statements = TemplateFile.statements("GatewayPolicy").stream()
                .filter(statement -> statement.actions().stream().anyMatch(STARTS_AND_STOPS::contains))
                .toList();

        assertThat(statements).hasSize(2).allSatisfy(statement -> {
            assertThat(statement.condition()).isEqualTo("HasRunners");
            assertThat(STARTS_AND_STOPS).containsAll(statement.actions());
            assertThat(statement.body().path("Resource").toString())
                    .contains("RunnerStateMachineArns")
                    .doesNotContain("stateMachine:*")
                    .doesNotContain("execution:*");
        });
        assertThat(TemplateFile.byDefault("RunnerStateMachineArns")).isEmpty();
        assertThat(TemplateFile.condition("HasRunners").toString()).contains("RunnerStateMachineArns");
    }

    @ParameterizedTest
    @CsvSource({
        "'', true",
        "arn:aws:states:eu-west-1:111122223333:stateMachine:orders, true",
        "arn:aws-us-gov:states:us-gov-west-1:111122223333:stateMachine:orders, true",
        "*, false",
        "arn:aws:states:eu-west-1:111122223333:stateMachine:*, false",
        "arn:aws:states:*:111122223333:stateMachine:orders, false",
        "arn:aws:states:eu-west-1:111122223333:stateMachine:order?, false",
        "arn:aws:states:eu-west-1:111122223333:execution:orders:one, false",
        "orders, false"
    })
    void aRunnerIsNamedByItsFullArn(String given, boolean taken) {
        String pattern = TemplateFile.parameter("RunnerStateMachineArns")
                .path("AllowedPattern")
                .asText();

        assertThat(Pattern.matches(pattern, given)).isEqualTo(taken);
    }

    /// The tasks that it may end and the histories that it may read: those of a list, if there is one.
    @ParameterizedTest
    @CsvSource({
        "states:SendTaskSuccess, stateMachine:*",
        "states:SendTaskFailure, stateMachine:*",
        "states:SendTaskHeartbeat, stateMachine:*",
        "states:GetExecutionHistory, execution:*"
    })
    void theGatewayServesTheStateMachinesThatAParameterLists(String action, String all) {
        List<TemplateFile.Statement> statements = TemplateFile.statements("GatewayPolicy").stream()
                .filter(statement -> statement.actions().contains(action))
                .toList();

        assertThat(statements)
                .extracting(TemplateFile.Statement::condition)
                .containsExactly("HasStateMachines", "!HasStateMachines");
        assertThat(statements.getFirst().body().path("Resource").toString())
                .contains("StateMachineArns")
                .doesNotContain(all);
        assertThat(statements.getLast().body().path("Resource").asText()).endsWith(all);
        assertThat(TemplateFile.condition("HasStateMachines").toString()).contains("\"StateMachineArns\"");
    }

    /// The sources of batches in addition to the stack's own bucket.
    @ParameterizedTest
    @CsvSource({
        "ReadSources, HasSourceBuckets, SourceBucketArns, s3:GetObject",
        "ReadSourceTables, HasSourceTables, SourceTableArns, dynamodb:Query dynamodb:Scan"
    })
    void theGatewayReadsOtherBucketsAndTablesThatAParameterLists(
            String sid, String condition, String parameter, String actions) {
        TemplateFile.Statement statement = TemplateFile.statement("GatewayPolicy", sid);

        assertThat(statement.condition()).isEqualTo(condition);
        assertThat(statement.actions()).containsExactly(actions.split(" "));
        assertThat(statement.body().path("Resource").toString()).contains(parameter);
        assertThat(TemplateFile.byDefault(parameter)).isEmpty();
        assertThat(TemplateFile.condition(condition).toString()).contains(parameter);
    }

    @ParameterizedTest
    @CsvSource({
        "StateMachineArns, arn:aws:states:eu-west-1:111122223333:stateMachine:orders, true",
        "StateMachineArns, arn:aws:states:eu-west-1:111122223333:stateMachine:*, false",
        "SourceBucketArns, arn:aws:s3:::orders, true",
        "SourceBucketArns, arn:aws:s3:::*, false",
        "SourceBucketArns, arn:aws:s3:::orders/*, false",
        "SourceTableArns, arn:aws:dynamodb:eu-west-1:111122223333:table/orders, true",
        "SourceTableArns, arn:aws:dynamodb:eu-west-1:111122223333:table/orders/index/due, true",
        "SourceTableArns, arn:aws:dynamodb:eu-west-1:111122223333:table/*, false"
    })
    void whatIsListedIsNamedByItsFullArn(String parameter, String given, boolean taken) {
        assertThat(Pattern.matches(
                        TemplateFile.parameter(parameter).path("AllowedPattern").asText(), given))
                .isEqualTo(taken);
    }
}
