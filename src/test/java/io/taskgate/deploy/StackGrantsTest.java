package io.taskgate.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The stack's policies against an attacker inside the account: each grants what a parameter names, and nothing by
/// default.
class StackGrantsTest {

    private static final Set<String> STARTS_AND_STOPS = Set.of(
            "states:StartExecution", "states:StopExecution", "states:ListExecutions", "states:DescribeExecution");

    /// Finding 1: the gateway's role was StartExecution on the account.
    @Test
    void theGatewayStartsAndStopsOnlyTheStateMachinesThatAParameterLists() {
        List<Template.Statement> statements = Template.statements("GatewayPolicy").stream()
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
        assertThat(Template.byDefault("RunnerStateMachineArns")).isEmpty();
        assertThat(Template.condition("HasRunners").toString()).contains("RunnerStateMachineArns");
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
        String pattern = Template.parameter("RunnerStateMachineArns")
                .path("AllowedPattern")
                .asText();

        assertThat(Pattern.matches(pattern, given)).isEqualTo(taken);
    }
}
