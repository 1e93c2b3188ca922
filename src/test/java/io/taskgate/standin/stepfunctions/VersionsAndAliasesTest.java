package io.taskgate.standin.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taskgate.standin.Ports;
import io.taskgate.standin.SdkClients;
import io.taskgate.standin.StandInSettings;
import io.taskgate.standin.StandIns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ConflictException;
import software.amazon.awssdk.services.sfn.model.CreateStateMachineResponse;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.DescribeStateMachineResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.InvalidArnException;
import software.amazon.awssdk.services.sfn.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sfn.model.RoutingConfigurationListItem;
import software.amazon.awssdk.services.sfn.model.SfnException;
import software.amazon.awssdk.services.sfn.model.StateMachineAliasListItem;
import software.amazon.awssdk.services.sfn.model.StateMachineDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.StateMachineVersionListItem;
import software.amazon.awssdk.services.sfn.model.UpdateStateMachineResponse;

/// Versions and aliases as the AWS SDK sees them.
class VersionsAndAliasesTest {

    private static final String ROLE = "arn:aws:iam::000000000000:role/local";
    private static final String FIRST = pass("first");
    private static final String SECOND = pass("second");

    private static StandIns aws;
    private static SfnClient sfn;

    private static String pass(String result) {
        return "{\"StartAt\": \"P\", \"States\": {\"P\": {\"Type\": \"Pass\", \"Result\": \"" + result
                + "\", \"End\": true}}}";
    }

    @BeforeAll
    static void start() throws IOException {
        aws = StandIns.start(Ports.FREE);
        sfn = SdkClients.client(SfnClient.builder(), aws.states());
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    private static CreateStateMachineResponse create(boolean publish) {
        return sfn.createStateMachine(create -> create.name("m-" + UUID.randomUUID())
                .definition(FIRST)
                .roleArn(ROLE)
                .publish(publish));
    }

    private static List<String> versions(String machine) {
        return sfn.listStateMachineVersions(list -> list.stateMachineArn(machine)).stateMachineVersions().stream()
                .map(StateMachineVersionListItem::stateMachineVersionArn)
                .toList();
    }

    private static DescribeExecutionResponse run(String arn) {
        String execution =
                sfn.startExecution(start -> start.stateMachineArn(arn)).executionArn();
        await().until(() -> sfn.describeExecution(describe -> describe.executionArn(execution))
                        .status()
                == ExecutionStatus.SUCCEEDED);
        return sfn.describeExecution(describe -> describe.executionArn(execution));
    }

    private static RoutingConfigurationListItem route(String version, int weight) {
        return RoutingConfigurationListItem.builder()
                .stateMachineVersionArn(version)
                .weight(weight)
                .build();
    }

    private static String alias(String name, RoutingConfigurationListItem... routes) {
        return sfn.createStateMachineAlias(
                        create -> create.name(name).description("d").routingConfiguration(routes))
                .stateMachineAliasArn();
    }

    @Test
    void aVersionIsPublishedOnceForEachRevision() {
        CreateStateMachineResponse created = create(true);
        String machine = created.stateMachineArn();
        assertThat(created.stateMachineVersionArn()).isEqualTo(machine + ":1");
        DescribeStateMachineResponse described = sfn.describeStateMachine(each -> each.stateMachineArn(machine));
        assertThat(described.revisionId()).isNull();

        assertThat(sfn.updateStateMachine(
                                update -> update.stateMachineArn(machine).publish(true))
                        .stateMachineVersionArn())
                .isEqualTo(machine + ":1");
        UpdateStateMachineResponse updated =
                sfn.updateStateMachine(update -> update.stateMachineArn(machine).definition(SECOND));
        assertThat(updated.revisionId()).isNotBlank();
        assertThat(updated.stateMachineVersionArn()).isNull();
        assertThatThrownBy(() -> sfn.publishStateMachineVersion(
                        publish -> publish.stateMachineArn(machine).revisionId("INITIAL")))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("The current State Machine revision is " + updated.revisionId());
        for (int i = 0; i < 2; i++) {
            assertThat(sfn.publishStateMachineVersion(publish -> publish.stateMachineArn(machine)
                                    .revisionId(updated.revisionId())
                                    .description("the second"))
                            .stateMachineVersionArn())
                    .isEqualTo(machine + ":2");
        }

        assertThat(versions(machine)).containsExactly(machine + ":2", machine + ":1");
        DescribeStateMachineResponse second = sfn.describeStateMachine(each -> each.stateMachineArn(machine + ":2"));
        assertThat(second.stateMachineArn()).isEqualTo(machine + ":2");
        assertThat(second.definition()).isEqualTo(SECOND);
        assertThat(second.description()).isEqualTo("the second");
        assertThat(sfn.describeStateMachine(each -> each.stateMachineArn(machine + ":1"))
                        .definition())
                .isEqualTo(FIRST);
    }

    @Test
    void numbersOfDeletedVersionsAreNotUsedAgain() {
        String machine = create(true).stateMachineArn();
        sfn.deleteStateMachineVersion(delete -> delete.stateMachineVersionArn(machine + ":1"));
        sfn.deleteStateMachineVersion(delete -> delete.stateMachineVersionArn(machine + ":1"));
        assertThat(versions(machine)).isEmpty();
        assertThatThrownBy(() -> sfn.startExecution(start -> start.stateMachineArn(machine + ":1")))
                .isInstanceOf(StateMachineDoesNotExistException.class);

        assertThat(sfn.publishStateMachineVersion(publish -> publish.stateMachineArn(machine))
                        .stateMachineVersionArn())
                .isEqualTo(machine + ":2");
    }

    @Test
    void aDescriptionOfAVersionNeedsAVersion() {
        assertThatThrownBy(() -> sfn.createStateMachine(create ->
                        create.name("m").definition(FIRST).roleArn(ROLE).versionDescription("d")))
                .hasMessageContaining("Version description can only be set when publish is true");
        assertThatThrownBy(() -> sfn.publishStateMachineVersion(publish -> publish.stateMachineArn("nope")))
                .isInstanceOf(InvalidArnException.class)
                .hasMessageContaining("Invalid ARN prefix: nope");
    }

    @Test
    void anExecutionShowsTheVersionAndAliasThatStartedIt() {
        String machine = create(true).stateMachineArn();
        sfn.updateStateMachine(
                update -> update.stateMachineArn(machine).definition(SECOND).publish(true));
        String alias = alias("live", route(machine + ":1", 100));

        DescribeExecutionResponse current = run(machine);
        DescribeExecutionResponse first = run(machine + ":1");
        DescribeExecutionResponse aliased = run(alias);

        assertThat(current.output()).isEqualTo("\"second\"");
        assertThat(current.stateMachineVersionArn()).isNull();
        assertThat(first.output()).isEqualTo("\"first\"");
        assertThat(first.stateMachineArn()).isEqualTo(machine);
        assertThat(first.stateMachineVersionArn()).isEqualTo(machine + ":1");
        assertThat(first.stateMachineAliasArn()).isNull();
        assertThat(aliased.stateMachineVersionArn()).isEqualTo(machine + ":1");
        assertThat(aliased.stateMachineAliasArn()).isEqualTo(alias);
        assertThat(executions(machine)).hasSize(3);
        assertThat(executions(machine + ":1")).containsExactlyInAnyOrder(first.executionArn(), aliased.executionArn());
        assertThat(executions(alias)).containsExactly(aliased.executionArn());
        assertThat(sfn.describeStateMachineForExecution(each -> each.executionArn(first.executionArn()))
                        .definition())
                .isEqualTo(FIRST);
    }

    private static List<String> executions(String arn) {
        return sfn.listExecutions(list -> list.stateMachineArn(arn)).executions().stream()
                .map(ExecutionListItem::executionArn)
                .toList();
    }

    @Test
    void anAliasRoutesByWeight() {
        String machine = create(true).stateMachineArn();
        sfn.updateStateMachine(
                update -> update.stateMachineArn(machine).definition(SECOND).publish(true));
        String alias = alias("canary", route(machine + ":1", 50), route(machine + ":2", 50));
        assertThat(alias).isEqualTo(machine + ":canary");

        await().until(() -> {
            run(alias);
            return executions(machine + ":1").size() > 0
                    && executions(machine + ":2").size() > 0;
        });

        sfn.updateStateMachineAlias(
                update -> update.stateMachineAliasArn(alias).routingConfiguration(route(machine + ":2", 100)));
        assertThat(sfn.describeStateMachineAlias(each -> each.stateMachineAliasArn(alias))
                        .routingConfiguration())
                .containsExactly(route(machine + ":2", 100));
        assertThatThrownBy(() -> sfn.deleteStateMachineVersion(delete -> delete.stateMachineVersionArn(machine + ":2")))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("Current list of aliases referencing this version: [canary]");
        assertThat(aliases(machine)).containsExactly(alias);
        assertThat(aliases(machine + ":1")).isEmpty();

        sfn.deleteStateMachineAlias(delete -> delete.stateMachineAliasArn(alias));
        sfn.deleteStateMachineAlias(delete -> delete.stateMachineAliasArn(alias));
        assertThat(aliases(machine)).isEmpty();
        assertThatThrownBy(() -> sfn.describeStateMachineAlias(each -> each.stateMachineAliasArn(alias)))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    private static List<String> aliases(String arn) {
        return sfn.listStateMachineAliases(list -> list.stateMachineArn(arn)).stateMachineAliases().stream()
                .map(StateMachineAliasListItem::stateMachineAliasArn)
                .toList();
    }

    @Test
    void anAliasIsRefusedAsInAws() {
        String machine = create(true).stateMachineArn();
        String version = machine + ":1";
        alias("same", route(version, 100));
        alias("same", route(version, 100));

        refused("same", ConflictException.class, "a different routing configuration", "e", route(version, 100));
        refused("a", SfnException.class, "must contain state machine version ARNs", "d", route(machine, 100));
        refused("a", SfnException.class, "weights must equal 100. Received: [70]", "d", route(version, 70));
        refused("a", SfnException.class, "distinct", "d", route(version, 50), route(version, 50));
        refused("123", SfnException.class, "regular expression pattern", "d", route(version, 100));
        refused("a", ResourceNotFoundException.class, "does not exist", "d", route(machine + ":9", 100));
    }

    private static void refused(
            String name,
            Class<? extends SfnException> type,
            String said,
            String description,
            RoutingConfigurationListItem... routes) {
        assertThatThrownBy(() -> sfn.createStateMachineAlias(
                        create -> create.name(name).description(description).routingConfiguration(routes)))
                .isInstanceOf(type)
                .hasMessageContaining(said);
    }

    @Test
    void versionsAndAliasesOutlastTheStandIns(@TempDir Path folder) throws IOException {
        String revision;
        try (StandIns first = StandIns.start(StandInSettings.at(Ports.FREE).in(folder));
                SfnClient client = SdkClients.client(SfnClient.builder(), first.states())) {
            String machine = client.createStateMachine(create ->
                            create.name("kept").definition(FIRST).roleArn(ROLE).publish(true))
                    .stateMachineArn();
            revision = client.updateStateMachine(
                            update -> update.stateMachineArn(machine).definition(SECOND))
                    .revisionId();
            client.publishStateMachineVersion(
                    publish -> publish.stateMachineArn(machine).revisionId(revision));
            client.createStateMachineAlias(
                    create -> create.name("live").routingConfiguration(route(machine + ":2", 100)));
        }
        try (StandIns second = StandIns.start(StandInSettings.at(Ports.FREE).in(folder));
                SfnClient client = SdkClients.client(SfnClient.builder(), second.states())) {
            String machine = Arns.stateMachine("kept");
            assertThat(client.describeStateMachine(each -> each.stateMachineArn(machine + ":2"))
                            .revisionId())
                    .isEqualTo(revision);
            assertThat(client.describeStateMachineAlias(each -> each.stateMachineAliasArn(machine + ":live"))
                            .routingConfiguration())
                    .containsExactly(route(machine + ":2", 100));
        }
    }
}
