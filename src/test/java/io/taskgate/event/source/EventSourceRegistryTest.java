package io.taskgate.event.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.model.Tenant;
import io.taskgate.event.format.EventPrincipal;
import io.taskgate.event.format.InboundEvent;
import io.taskgate.payload.json.Json;
import io.taskgate.settings.ConfigurationProblems;
import io.taskgate.testing.config.TestSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventSourceRegistryTest {

    private static final String ACCOUNT = "111122223333";
    private static final String MACHINE = "arn:aws:states:eu-west-1:111122223333:stateMachine:orders";

    private final Map<String, String> properties = new TreeMap<>();

    private EventSourceRegistryTest with(String key, String value) {
        properties.put("taskgate.events.sources." + key, value);
        return this;
    }

    private EventSourceRegistryTest source(String name, String source) {
        return with(name + ".source", source).with(name + ".roles", "worker").with(name + ".services", "orders");
    }

    private EventConfig settings(ConfigurationProblems problems) {
        return TestSettings.map(EventConfig.class, "taskgate.events", properties, problems);
    }

    private List<String> problems() {
        ConfigurationProblems problems = new ConfigurationProblems();
        settings(problems);
        return problems.lines();
    }

    private EventSourceRegistry registry() {
        EventConfig settings = settings(new ConfigurationProblems());
        return new EventSourceRegistry(settings, new Tenant("a-tenant"));
    }

    private @Nullable EventPrincipal caller(String source, String account) {
        String event = "{\"source\": \"" + source + "\", \"account\": \"" + account
                + "\", \"detail-type\": \"x\", \"detail\": {}}";
        return registry()
                .find(InboundEvent.of(Json.parseTrusted(event.getBytes(StandardCharsets.UTF_8)), event.length()))
                .orElse(null);
    }

    private EventPrincipal known(String source) {
        EventPrincipal caller = caller(source, ACCOUNT);
        assertThat(caller).isNotNull();
        return caller;
    }

    // ---- identity

    @Test
    void promise15ASourceThatNobodyNamedIsNobody() {
        source("orders", "acme.orders").with("orders.account", ACCOUNT);

        assertThat(caller("acme.orders", ACCOUNT)).isNotNull();
        assertThat(caller("acme.orders", "999999999999")).isNull();
        assertThat(caller("acme.orders", "")).isNull();
        assertThat(caller("acme.orders.more", ACCOUNT)).isNull();
        assertThat(caller("", ACCOUNT)).isNull();
    }

    @Test
    void theClosestSourceIsTaken() {
        source("all", "*")
                .source("acme", "acme.*")
                .source("orders", "acme.orders")
                .source("here", "acme.orders");
        with("here.account", ACCOUNT);

        assertThat(known("acme.orders").principal()).isEqualTo("bus:here");
        assertThat(caller("acme.orders", "999999999999"))
                .extracting(EventPrincipal::principal)
                .isEqualTo("bus:orders");
        assertThat(known("acme.parcels").principal()).isEqualTo("bus:acme");
        assertThat(known("other").principal()).isEqualTo("bus:all");
    }

    @Test
    void aSourceIsOfTheGatewaysTenantUnlessItSaysMore() {
        source("orders", "acme.orders").source("parcels", "acme.parcels").with("parcels.tenant", "another");

        assertThat(known("acme.orders").tenant()).isEqualTo("a-tenant");
        assertThat(known("acme.parcels").tenant()).isEqualTo("another");
    }

    // ---- grants

    @Test
    void promise15AWorkersSourceAnswersWhatItsGrantNames() {
        source("orders", "acme.orders").with("orders.operations", "approve,parcels.send");

        EventPrincipal caller = known("acme.orders");

        assertThat(caller.mayAnswer("orders", "approve")).isTrue();
        assertThat(caller.mayAnswer("orders", "review")).isFalse();
        assertThat(caller.mayAnswer("parcels", "approve")).isFalse();
        assertThat(caller.mayRegister("orders", "approve", null)).isFalse();
        assertThat(caller.mayReportStatus(MACHINE.replace("stateMachine", "execution") + ":1"))
                .isFalse();
        assertThat(caller.mayAnswerUnsigned()).isFalse();
        assertThat(caller.isFromQueue()).isTrue();
    }

    @Test
    void promise15AWorkflowsSourceRegistersForItsStateMachines() {
        source("orders", "acme.orders").with("orders.roles", "workflow").with("orders.state-machines", MACHINE);

        EventPrincipal caller = known("acme.orders");

        String execution = MACHINE.replace("stateMachine", "execution");
        assertThat(caller.mayRegister("orders", "approve", execution + ":1")).isTrue();
        assertThat(caller.mayRegister("orders", "approve", execution + "/label:1"))
                .isTrue();
        assertThat(caller.mayRegister("orders", "approve", execution.replace(ACCOUNT, "999999999999") + ":1"))
                .isFalse();
        assertThat(caller.mayRegister("orders", "approve", execution + "-too:1"))
                .isFalse();
        assertThat(caller.mayRegister("orders", "approve", null)).isFalse();
        assertThat(caller.mayRegister("parcels", "send", execution + ":1")).isFalse();
        assertThat(caller.mayAnswer("orders", "approve")).isFalse();
    }

    @Test
    void unsignedAnswersAreForThoseWhoSaySo() {
        source("orders", "acme.orders").with("orders.unsigned-answers", "true");

        assertThat(known("acme.orders").mayAnswerUnsigned()).isTrue();
    }

    // ---- invalid configurations

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "source | '' | source",
                "source | acme.*.orders | source",
                "account | 12 | account",
                "roles | operator | roles",
                "roles | '' | roles",
                "services | '' | services",
                "state-machines | orders | state-machines",
                "state-machines | arn:aws:states:eu-west-1:111122223333:stateMachine:orders:7 | state-machines"
            })
    void whatIsWrongIsNamed(String key, String value, String named) {
        source("orders", "acme.orders").with("orders." + key, value);

        assertThat(problems()).singleElement().asString().startsWith("taskgate.events.sources.orders." + named + ": ");
    }

    @Test
    void twoNamesForOneSourceAreRefused() {
        source("orders", "acme.orders").source("twin", "acme.orders");

        assertThat(problems()).singleElement().asString().contains("orders", "twin");
    }

    @Test
    void aStatusSourceNeedsNoServices() {
        with("states.source", "aws.states").with("states.roles", "status");

        assertThat(problems()).isEmpty();
        assertThat(known("aws.states").mayReportStatus(MACHINE.replace("stateMachine", "execution") + ":1"))
                .isTrue();
    }
}
