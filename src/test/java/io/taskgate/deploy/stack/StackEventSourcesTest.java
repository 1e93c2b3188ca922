package io.taskgate.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Checks that no publisher can freely choose the source of its events, because grants depend on it (finding
/// 3).
class StackEventSourcesTest {

    @ParameterizedTest
    @CsvSource({
        "StateMachinePolicy, RegisterByEvent, HasStateMachineSources, StateMachineEventSources",
        "WorkerPolicy, Answer, HasWorkerSources, WorkerEventSources"
    })
    void whoMayPutEventsDoesSoUnderTheSourcesOfAParameter(
            String policy, String sid, String condition, String parameter) {
        TemplateFile.Statement statement = TemplateFile.statement(policy, sid);
        JsonNode conditions = statement.body().path("Condition");

        assertThat(statement.actions()).containsExactly("events:PutEvents");
        assertThat(statement.condition()).isEqualTo(condition);
        assertThat(TemplateFile.condition(condition).toString()).contains(parameter);
        assertThat(TemplateFile.byDefault(parameter)).isEmpty();
        assertThat(conditions.at("/ForAllValues:StringEquals/events:source").asText())
                .isEqualTo(parameter);
    }

    /// `ForAllValues` also holds if there is no value.
    @ParameterizedTest
    @CsvSource({"StateMachinePolicy, RegisterByEvent", "WorkerPolicy, Answer"})
    void anEventWithoutThoseFieldsIsNotAllowed(String policy, String sid) {
        JsonNode missing = TemplateFile.statement(policy, sid).body().at("/Condition/Null");

        assertThat(missing.path("events:source").asText()).isEqualTo("false");
        assertThat(missing.path("events:detail-type").asText()).isEqualTo("false");
    }

    /// A state machine that could send "Callback Succeeded" could answer the tasks of others.
    @ParameterizedTest
    @CsvSource({
        "StateMachinePolicy, RegisterByEvent, '[\"Callback Requested\"]'",
        "WorkerPolicy, Answer, '[\"Callback Succeeded\",\"Callback Failed\",\"Callback Heartbeat\"]'"
    })
    void eachSideSendsItsOwnDetailTypesOnly(String policy, String sid, String detailTypes) {
        assertThat(TemplateFile.statement(policy, sid)
                        .body()
                        .at("/Condition/ForAllValues:StringEquals/events:detail-type")
                        .toString())
                .isEqualTo(detailTypes);
    }

    @Test
    void noOtherStatementPutsEventsButTheGatewaysOwn() {
        assertThat(TemplateFile.names("Resources", "AWS::IAM::ManagedPolicy").stream()
                        .flatMap(policy -> TemplateFile.statements(policy).stream())
                        .filter(statement -> statement.actions().contains("events:PutEvents"))
                        .map(TemplateFile.Statement::sid))
                .containsExactlyInAnyOrder("EventsOut", "RegisterByEvent", "Answer");
    }
}
