package io.taskgate.route.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.boundary.Budget;
import io.taskgate.payload.boundary.OverBudgetAction;
import io.taskgate.route.CallDefinition;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.Service;
import io.taskgate.route.ServiceAuth;
import io.taskgate.route.Target;
import io.taskgate.settings.ConfigurationProblems;
import io.taskgate.testing.config.TestSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallDefinitionReaderTest {

    private static final String SERVICE = "taskgate.services.orders.";
    private static final String QUOTE = SERVICE + "operations.quote.";

    private final Map<String, String> properties =
            new TreeMap<>(Map.of(SERVICE + "url", "https://orders.internal/v2/"));
    private final ConfigurationProblems problems = new ConfigurationProblems();

    private CallDefinitionReaderTest with(String key, String value) {
        properties.put(QUOTE + key, value);
        return this;
    }

    private Route quote() {
        RouteRegistry routes =
                TestSettings.routes(properties, problems, text -> text.replace("kms:", "opened "), false);
        assertThat(problems.lines()).isEmpty();
        return routes.find("orders", "quote").orElseThrow();
    }

    private CallDefinition plan() {
        return ((Target.Call) quote().target()).plan();
    }

    @Test
    void aPathIsEnough() {
        with("call.path", "/quotes");
        CallDefinition plan = plan();
        assertThat(plan.service())
                .isEqualTo(
                        new Service("orders", URI.create("https://orders.internal/v2"), new ServiceAuth.None(), null));
        assertThat(plan.method()).isEqualTo("POST");
        assertThat(plan.isIdempotent()).isFalse();
        assertThat(plan.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(plan.retries()).isZero();
        assertThat(plan.breaker()).isEqualTo(new CallDefinition.Breaker(20, 0.5, Duration.ofSeconds(5)));
        assertThat(plan.accepted()).isEmpty();
        assertThat(plan.errors().errorName(500, java.util.Optional.empty())).isEqualTo("Taskgate.ServiceFailed");
        assertThat(quote().request().budget().bytes()).isEqualTo(Budget.STATE_LIMIT);
        assertThat(quote().request().budget().overBudget()).isEqualTo(OverBudgetAction.REJECT);
        assertThat(plan.response().budget()).isEqualTo(Budget.DEFAULT);
        assertThat(quote().result()).isEqualTo(plan.response());
    }

    @Test
    void readsAllOfIt() {
        with("call.method", "put").with("call.path", "/quotes/{id}").with("call.headers.X-Tenant", "{$.tenant.id}");
        with("call.timeout", "2s")
                .with("call.retries", "3")
                .with("call.concurrency", "7")
                .with("call.max-response-size", "1MiB");
        with("call.circuit-breaker.requests", "10")
                .with("call.circuit-breaker.failure-ratio", "0.25")
                .with("call.circuit-breaker.delay", "1m");
        with("call.accepted.job", "$.id").with("call.accepted.status", "/jobs/{job}");
        with("response.budget", "16KiB").with("response.over-budget", "reject").with("result.budget", "4KiB");
        with("timeout", "1h").with("heartbeat", "1m");
        CallDefinition plan = plan();
        assertThat(plan.method()).isEqualTo("PUT");
        assertThat(plan.isIdempotent()).isTrue();
        assertThat(plan.headers()).containsOnlyKeys("X-Tenant");
        assertThat(plan.timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(plan.retries()).isEqualTo(3);
        assertThat(plan.concurrency()).isEqualTo(7);
        assertThat(plan.maxResponse()).isEqualTo(1024 * 1024);
        assertThat(plan.breaker()).isEqualTo(new CallDefinition.Breaker(10, 0.25, Duration.ofMinutes(1)));
        assertThat(plan.accepted()).isPresent();
        assertThat(plan.response().budget().bytes()).isEqualTo(16 * 1024);
        assertThat(quote().result().budget().bytes()).isEqualTo(4 * 1024);
        assertThat(quote().timeout()).isEqualTo(Duration.ofHours(1));
        assertThat(quote().heartbeat()).isEqualTo(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "call.method | BREW | call.method: Unknown value \"BREW\"",
                "call.path | quotes | call.path: \"quotes\" must start with /.",
                "call.path | /a b | call.path: \"/a b\" is not a valid URL path",
                "call.path | /{id | call.path: \"/{id\" has a { without a }.",
                "call.path | /id} | call.path: \"/id}\" has a } without a {.",
                "call.path | /{} | call.path: The placeholder {} is empty",
                "call.path | /{$.a[} | call.path: ",
                "call.headers.Host | x | call.headers.Host: This header can't be set",
                "call.headers.Task-Token | x | call.headers.Task-Token: This header can't be set",
                "call.timeout | 6m | call.timeout: Invalid value \"6m\". Use 1s to 5m. For longer work use a callback",
                "call.timeout | soon | call.timeout: Invalid duration \"soon\"",
                "call.retries | 11 | call.retries: Invalid value \"11\". Use 0 to 10.",
                "call.concurrency | 0 | call.concurrency: Invalid value \"0\"",
                "call.max-response-size | much | call.max-response-size: ",
                "call.circuit-breaker.failure-ratio | 2 | call.circuit-breaker.failure-ratio: Invalid value \"2\"",
                "call.circuit-breaker.failure-ratio | 0.0 | call.circuit-breaker.failure-ratio: Invalid value \"0.0\"",
                "call.circuit-breaker.patience | 1 | call.circuit-breaker.patience: Unknown key",
                "call.errors.code | error | call.errors.code: ",
                "call.errors.code | $$.a | call.errors.code: \"$$.a\" must be a path into the body",
                "call.errors.names.A | Orders.A | call.errors.names: Requires the path of the code in the body",
                "call.errors.status.409 | States.ALL | call.errors.status.409: Invalid error name",
                "call.errors.status.200 | Orders.Fine | call.errors.status.200: Invalid status",
                "call.accepted.status | /jobs/{job} | call.accepted.job: Required",
                "call.nonsense | 1 | call.nonsense: Unknown key",
                "request.via | event | request: Can't be combined with call",
                "response.headroom | input | response.headroom: ",
            })
    void whatCannotBeIsNamedWithItsFix(String key, String value, String problem) {
        with("call.method", "POST").with(key, value);
        TestSettings.routes(properties, problems);
        assertThat(problems.lines()).anySatisfy(line -> assertThat(line).startsWith(QUOTE + problem));
    }

    @Test
    void aStatusNeedsTheJobAndNothingElse() {
        with("call.accepted.job", "$.id").with("call.accepted.status", "/jobs/{id}");
        TestSettings.routes(properties, problems);
        assertThat(problems.lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith(QUOTE + "call.accepted.status: ")
                        .contains("{job}"));
    }

    @Test
    void aCallNeedsAUrlAndAResponseACall() {
        properties.remove(SERVICE + "url");
        with("call.path", "/quotes");
        properties.put(SERVICE + "operations.wait.request.via", "event");
        properties.put(SERVICE + "operations.wait.response.budget", "4KiB");
        TestSettings.routes(properties, problems);
        assertThat(problems.lines())
                .anySatisfy(line -> assertThat(line).startsWith(QUOTE + "call: The service has no URL"))
                .anySatisfy(
                        line -> assertThat(line).startsWith(SERVICE + "operations.wait.response: Only valid for calls"))
                .hasSize(2);
    }

    // ---- authentication

    @Test
    void readsAHeaderAndNeverShowsIt() {
        properties.put(SERVICE + "auth.type", "header");
        properties.put(SERVICE + "auth.secret", "kms:AAAA");
        with("call.path", "/quotes");
        ServiceAuth auth = plan().service().auth();
        assertThat(auth).isEqualTo(new ServiceAuth.Header("Authorization", "opened AAAA"));
        assertThat(auth.toString()).doesNotContain("AAAA");
    }

    @Test
    void readsOAuthAndNeverShowsTheSecret() {
        properties.put(SERVICE + "auth.type", "oauth");
        properties.put(SERVICE + "auth.token-url", "https://login.internal/token");
        properties.put(SERVICE + "auth.client-id", "us");
        properties.put(SERVICE + "auth.client-secret", "hush");
        properties.put(SERVICE + "tls", "orders");
        with("call.path", "/quotes");
        ServiceAuth auth = plan().service().auth();
        assertThat(auth)
                .isEqualTo(new ServiceAuth.OAuth(URI.create("https://login.internal/token"), "us", "hush", null));
        assertThat(auth.toString()).doesNotContain("hush");
        assertThat(plan().service().tls()).isEqualTo("orders");
    }

    @Test
    void signsForApiGatewayByDefault() {
        properties.put(SERVICE + "auth.type", "sigv4");
        with("call.path", "/quotes");
        assertThat(plan().service().auth()).isEqualTo(new ServiceAuth.SigV4("execute-api", null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "basic | auth.type: Unknown value \"basic\"",
                "header | auth.secret: Required",
                "oauth | auth.token-url: Required",
                "oauth | auth.client-id: Required",
                "oauth | auth.client-secret: Required",
            })
    void anIncompleteProofIsNamed(String type, String problem) {
        properties.put(SERVICE + "auth.type", type);
        with("call.path", "/quotes");
        TestSettings.routes(properties, problems);
        assertThat(problems.lines()).anySatisfy(line -> assertThat(line).startsWith(SERVICE + problem));
    }

    @Test
    void aSecretThatCannotBeOpenedIsNotShown() {
        properties.put(SERVICE + "auth.type", "header");
        properties.put(SERVICE + "auth.secret", "kms:hush");
        with("call.path", "/quotes");
        TestSettings.routes(
                properties,
                problems,
                text -> {
                    throw new InvalidDefinitionException("KMS can't decrypt it");
                },
                false);
        assertThat(problems.lines()).containsExactly(SERVICE + "auth.secret: KMS can't decrypt it");
    }
}
