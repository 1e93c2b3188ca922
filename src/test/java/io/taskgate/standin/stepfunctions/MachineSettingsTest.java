package io.taskgate.standin.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.standin.Ports;
import io.taskgate.standin.SdkClients;
import io.taskgate.standin.StandIns;
import java.io.IOException;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.CreateStateMachineRequest;
import software.amazon.awssdk.services.sfn.model.DescribeStateMachineResponse;
import software.amazon.awssdk.services.sfn.model.EncryptionType;
import software.amazon.awssdk.services.sfn.model.InvalidArnException;
import software.amazon.awssdk.services.sfn.model.InvalidEncryptionConfigurationException;
import software.amazon.awssdk.services.sfn.model.InvalidLoggingConfigurationException;
import software.amazon.awssdk.services.sfn.model.LogLevel;
import software.amazon.awssdk.services.sfn.model.LoggingConfiguration;
import software.amazon.awssdk.services.sfn.model.MissingRequiredParameterException;
import software.amazon.awssdk.services.sfn.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sfn.model.SfnException;
import software.amazon.awssdk.services.sfn.model.StateMachineAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.Tag;
import software.amazon.awssdk.services.sfn.model.TooManyTagsException;
import software.amazon.awssdk.services.sfn.model.ValidateStateMachineDefinitionSeverity;

/// Logging, tracing, keys, tags and roles of state machines as the AWS SDK sees them.
class MachineSettingsTest {

    private static final String ROLE = "arn:aws:iam::000000000000:role/local";
    private static final String PASS = "{\"StartAt\": \"P\", \"States\": {\"P\": {\"Type\": \"Pass\", \"End\": true}}}";
    private static final LoggingConfiguration LOGGING = LoggingConfiguration.builder()
            .level(LogLevel.ERROR)
            .includeExecutionData(true)
            .destinations(to -> to.cloudWatchLogsLogGroup(
                    group -> group.logGroupArn("arn:aws:logs:us-east-1:000000000000:log-group:g:*")))
            .build();

    private static StandIns aws;
    private static SfnClient sfn;

    @BeforeAll
    static void start() throws IOException {
        aws = StandIns.start(Ports.FREE);
        sfn = SdkClients.client(SfnClient.builder(), aws.states());
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    private static String create(String name, Consumer<CreateStateMachineRequest.Builder> more) {
        return sfn.createStateMachine(
                        create -> more.accept(create.name(name).definition(PASS).roleArn(ROLE)))
                .stateMachineArn();
    }

    private static String create(Consumer<CreateStateMachineRequest.Builder> more) {
        return create("m-" + UUID.randomUUID(), more);
    }

    private static DescribeStateMachineResponse described(String arn) {
        return sfn.describeStateMachine(describe -> describe.stateMachineArn(arn));
    }

    @Test
    void settingsAreKeptAndShown() {
        String plain = create(_ -> {});
        assertThat(described(plain).loggingConfiguration().level()).isEqualTo(LogLevel.OFF);
        assertThat(described(plain).tracingConfiguration().enabled()).isFalse();
        assertThat(described(plain).encryptionConfiguration().type()).isEqualTo(EncryptionType.AWS_OWNED_KEY);

        String arn = create(create -> create.loggingConfiguration(LOGGING)
                .tracingConfiguration(tracing -> tracing.enabled(true))
                .encryptionConfiguration(encryption ->
                        encryption.type(EncryptionType.CUSTOMER_MANAGED_KMS_KEY).kmsKeyId("alias/k")));
        assertThat(described(arn).loggingConfiguration()).isEqualTo(LOGGING);
        assertThat(described(arn).tracingConfiguration().enabled()).isTrue();
        assertThat(described(arn).encryptionConfiguration().kmsKeyId()).isEqualTo("alias/k");
        assertThat(described(arn).encryptionConfiguration().kmsDataKeyReusePeriodSeconds())
                .isEqualTo(300);

        sfn.updateStateMachine(
                update -> update.stateMachineArn(arn).tracingConfiguration(tracing -> tracing.enabled(false)));
        String revision = described(arn).revisionId();
        assertThat(described(arn).loggingConfiguration()).isEqualTo(LOGGING);
        assertThat(described(arn).tracingConfiguration().enabled()).isFalse();
        sfn.updateStateMachine(
                update -> update.stateMachineArn(arn).tracingConfiguration(tracing -> tracing.enabled(false)));
        assertThat(described(arn).revisionId()).isEqualTo(revision);
    }

    @Test
    void aMachineWithOtherSettingsIsAnother() {
        String name = "m-" + UUID.randomUUID();
        String arn = create(name, _ -> {});
        assertThat(create(name, create -> create.roleArn(ROLE + "-other"))).isEqualTo(arn);
        assertThat(described(arn).roleArn()).isEqualTo(ROLE);

        assertThatThrownBy(() -> create(name, create -> create.loggingConfiguration(LOGGING)))
                .isInstanceOf(StateMachineAlreadyExistsException.class);
        assertThatThrownBy(() -> create(name, create -> create.definition(PASS + " ")))
                .isInstanceOf(StateMachineAlreadyExistsException.class);
    }

    @Test
    void wrongSettingsAreRefused() {
        assertThatThrownBy(() -> create(create -> create.loggingConfiguration(logging -> logging.level(LogLevel.ALL))))
                .isInstanceOf(InvalidLoggingConfigurationException.class)
                .hasMessageContaining("Must specify exactly one Log Destination.");
        assertThatThrownBy(() -> create(create -> create.encryptionConfiguration(
                        encryption -> encryption.type(EncryptionType.CUSTOMER_MANAGED_KMS_KEY))))
                .isInstanceOf(InvalidEncryptionConfigurationException.class);
        assertThatThrownBy(() -> create(create -> create.roleArn("nope"))).isInstanceOf(InvalidArnException.class);
        assertThatThrownBy(() -> create(create -> create.roleArn("arn:aws:iam::000000000000:user/u")))
                .isInstanceOf(InvalidArnException.class);
        assertThatThrownBy(() -> create(create -> create.roleArn(null)))
                .isInstanceOf(SfnException.class)
                .hasMessageContaining("'roleArn'");
        assertThatThrownBy(() -> create(create -> create.definition(PASS + " ".repeat(1_048_576))))
                .isInstanceOf(SfnException.class)
                .hasMessageContaining("'definition'");
    }

    @Test
    void anUpdateChangesSomething() {
        String arn = create(_ -> {});
        assertThatThrownBy(() -> sfn.updateStateMachine(update -> update.stateMachineArn(arn)))
                .isInstanceOf(MissingRequiredParameterException.class)
                .hasMessageContaining("Either the definition, the role ARN, the LoggingConfiguration, or the"
                        + " TracingConfiguration must be specified");
        assertThatThrownBy(() -> sfn.updateStateMachine(
                        update -> update.stateMachineArn(arn).roleArn("nope")))
                .isInstanceOf(InvalidArnException.class);
    }

    @Test
    void tagsAreKept() {
        String arn = create(create -> create.publish(true).tags(tag("a", "1"), tag("b", "2")));
        sfn.tagResource(add -> add.resourceArn(arn).tags(tag("b", "3"), tag("c", "")));
        sfn.untagResource(remove -> remove.resourceArn(arn).tagKeys("a", "none"));
        assertThat(sfn.listTagsForResource(list -> list.resourceArn(arn)).tags())
                .containsExactlyInAnyOrder(tag("b", "3"), tag("c", ""));

        assertThatThrownBy(
                        () -> sfn.tagResource(add -> add.resourceArn(arn + ":1").tags(tag("a", "1"))))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> sfn.tagResource(add -> add.resourceArn(arn)
                        .tags(IntStream.range(0, 51)
                                .mapToObj(each -> tag("t" + each, ""))
                                .toList())))
                .isInstanceOf(TooManyTagsException.class);
        sfn.deleteStateMachine(delete -> delete.stateMachineArn(arn));
        assertThatThrownBy(() -> sfn.listTagsForResource(list -> list.resourceArn(arn)))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUCCESS", "succeeded"})
    void aStatusFilterIsAStatus(String status) {
        String arn = create(_ -> {});
        assertThatThrownBy(() ->
                        sfn.listExecutions(list -> list.stateMachineArn(arn).statusFilter(status)))
                .hasMessageContaining("Member must satisfy enum value set: [SUCCEEDED, TIMED_OUT");
    }

    @Test
    void aDefinitionIsValidatedWithWarnings() {
        String definition = """
                {"StartAt": "P", "States": {"P": {"Type": "Pass", "Parameters": {"a": "$.b"}, "Next": "R"},
                  "R": {"Type": "Pass", "Result": {"c.$": "$.d"}, "Next": "W"},
                  "W": {"Type": "Fail", "Cause": "$.e"}}}""";

        assertThat(sfn.validateStateMachineDefinition(validate -> validate.definition(definition))
                        .diagnostics())
                .isEmpty();
        var warned = sfn.validateStateMachineDefinition(
                validate -> validate.definition(definition).severity(ValidateStateMachineDefinitionSeverity.WARNING));
        assertThat(warned.resultAsString()).isEqualTo("OK");
        assertThat(warned.diagnostics())
                .extracting(each -> each.severityAsString() + " " + each.code() + " " + each.location())
                .containsExactly(
                        "WARNING NO_DOLLAR /States/P/Parameters/a",
                        "WARNING PASS_RESULT_IS_STATIC /States/R/Result/c.$",
                        "WARNING NO_PATH /States/W/Cause");
        var cut = sfn.validateStateMachineDefinition(validate ->
                validate.definition("{\"StartAt\": 1, \"States\": 2}").maxResults(1));
        assertThat(cut.truncated()).isTrue();
        assertThat(cut.diagnostics()).hasSize(1);
    }
}
