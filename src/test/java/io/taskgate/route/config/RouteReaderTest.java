package io.taskgate.route.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.payload.boundary.Boundary;
import io.taskgate.payload.boundary.BoundaryResult;
import io.taskgate.payload.boundary.Budget;
import io.taskgate.payload.boundary.HardLimit;
import io.taskgate.payload.boundary.Headroom;
import io.taskgate.payload.boundary.OverBudgetAction;
import io.taskgate.payload.boundary.ResultPath;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.json.Json;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.Service;
import io.taskgate.route.ServiceAuth;
import io.taskgate.route.Target;
import io.taskgate.testing.payload.InMemoryPayloadStore;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteReaderTest {

    private static final String APPROVE = "taskgate.services.orders.operations.approve.";

    private final Map<String, String> properties = new TreeMap<>();
    private final ConfigurationProblems problems = new ConfigurationProblems();

    // ---- what it reads

    @Test
    void readsAnEventRoute() {
        with("request.via", "event")
                .with("request.bus", "orders-bus")
                .with("request.detail-type", "Approval Requested");
        with("heartbeat", "30s").with("timeout", "1h");
        Route route = approve();
        assertThat(route.name()).isEqualTo("orders.approve");
        assertThat(route.target()).isEqualTo(new Target.Event("orders-bus", "Approval Requested"));
        assertThat(route.heartbeat()).isEqualTo(Duration.ofSeconds(30));
        assertThat(route.timeout()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void anEventRouteNeedsNothingElse() {
        with("request.via", "event");
        Route route = approve();
        assertThat(route.target()).isEqualTo(new Target.Event("default", "Task Requested"));
        assertThat(route.request()).isEqualTo(Boundary.DEFAULT);
        assertThat(route.result()).isEqualTo(Boundary.DEFAULT);
        assertThat(route.heartbeat()).isNull();
        assertThat(route.timeout()).isNull();
    }

    @Test
    void readsAnHttpRoute() {
        properties.put("taskgate.services.orders.url", "http://orders.internal:8080/");
        with("request.via", "http").with("request.path", "/approvals").with("request.method", "PUT");
        Service service =
                new Service("orders", URI.create("http://orders.internal:8080"), new ServiceAuth.None(), null);
        assertThat(approve().target())
                .isEqualTo(new Target.Http(service, URI.create("http://orders.internal:8080/approvals"), "PUT"));
    }

    @Test
    void readsBudgets() {
        with("request.via", "event").with("request.budget", "32KiB").with("request.headroom", "0");
        with("request.over-budget", "refuse").with("result.budget", "4096").with("result.over-budget", "fail");
        Route route = approve();
        assertThat(route.request().budget()).isEqualTo(new Budget(32_768, 0, OverBudgetAction.REFUSE));
        assertThat(route.result().budget()).isEqualTo(new Budget(4096, Budget.DEFAULT_HEADROOM, OverBudgetAction.FAIL));
    }

    @Test
    void readsResultPathsAndHardLimits() {
        with("request.via", "event").with("request.limit", "1MiB").with("request.over-limit", "fail");
        with("result.budget", "200KiB").with("result.headroom", "input").with("result.result-path", "$.approval");
        with("result.limit", "4MiB");
        Route route = approve();
        assertThat(route.request().budget())
                .isEqualTo(new Budget(
                        Budget.DEFAULT_BYTES,
                        new Headroom.Fixed(Budget.DEFAULT_HEADROOM, ResultPath.REPLACES),
                        OverBudgetAction.CHECK_IN,
                        new HardLimit(1024 * 1024, true)));
        assertThat(route.result().budget())
                .isEqualTo(new Budget(
                        200 * 1024,
                        new Headroom.Input(ResultPath.parse("$.approval")),
                        OverBudgetAction.CHECK_IN,
                        new HardLimit(4 * 1024 * 1024, false)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "none", "null"})
    void aResultMayBeDropped(String none) {
        with("request.via", "event").with("result.result-path", none);
        assertThat(approve().result().budget().headroom())
                .isEqualTo(new Headroom.Fixed(Budget.DEFAULT_HEADROOM, ResultPath.DROPS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "$", "none"})
    void headroomForTheInputNeedsAPathIntoIt(String path) {
        with("request.via", "event").with("result.headroom", "input");
        if (!path.isEmpty()) {
            with("result.result-path", path);
        }
        read();
        assertThat(problems.lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith(APPROVE + "result.headroom: ")
                        .contains("set " + APPROVE + "result.result-path", "$.approval"));
    }

    @Test
    void readsAShapeWrittenAsProperties() {
        with("request.via", "event");
        with("request.shape.Parameters.\"orderId.$\"", "$.order.id");
        with("request.shape.Parameters.kind", "approval").with("request.shape.Parameters.n", "7");
        with("request.shape.Parameters.on", "true").with("request.shape.Parameters.zip", "01234");
        with("request.shape.Parameters.list[1].\"b.$\"", "$.order.id").with("request.shape.Parameters.list[0]", "a");
        assertThat(shaped(approve().request(), "{\"order\":{\"id\":7}}"))
                .isEqualTo(
                        "{\"kind\":\"approval\",\"list\":[\"a\",{\"b\":7}],\"n\":7,\"on\":true,\"orderId\":7,\"zip\":\"01234\"}");
    }

    @Test
    void readsAShapeWrittenAsJson() {
        with("request.via", "event");
        with("result.shape", "{\"ResultSelector\": {\"approved.$\": \"$.approved\"}}");
        assertThat(shaped(approve().result(), "{\"approved\":true,\"x\":1}")).isEqualTo("{\"approved\":true}");
    }

    @Test
    void readsASummarysShape() {
        with("request.via", "event").with("result.budget", "2KiB");
        with("result.summary.shape.Parameters.\"id.$\"", "$.id");
        JsonNode payload = JsonNodeFactory.instance.objectNode().put("id", 7).put("text", "x".repeat(3000));
        BoundaryResult crossing = approve().result().cross(payload, payload, new InMemoryPayloadStore());
        Payload.CheckedIn checkedIn = (Payload.CheckedIn) ((BoundaryResult.Passed) crossing).payload();
        assertThat(checkedIn.reference().summary()).hasToString("{\"id\":7}");
        assertThat(approve().request()).isEqualTo(Boundary.DEFAULT);
    }

    @Test
    void aSummarysMistakesAreNamed() {
        with("request.via", "event").with("result.summary.shape.OutputPath", "$.[");
        with("request.summary.budget", "1KiB");
        read();
        assertThat(problems.lines())
                .anySatisfy(line -> assertThat(line).startsWith(APPROVE + "result.summary.shape: "))
                .anySatisfy(line -> assertThat(line).startsWith(APPROVE + "request.summary.budget: is unknown here"))
                .anySatisfy(line -> assertThat(line).startsWith(APPROVE + "request.summary.shape: is missing"))
                .hasSize(3);
    }

    @Test
    void leavesOtherConfigurationAlone() {
        with("request.via", "event");
        properties.put("quarkus.http.port", "8080");
        properties.put("taskgate.ledger.table", "x");
        assertThat(approve()).isNotNull();
    }

    @Test
    void findsRoutesByServiceAndOperation() {
        with("request.via", "event");
        RouteRegistry routes = read();
        assertThat(routes.find("orders", "approve")).isPresent();
        assertThat(routes.find("orders", "other")).isEmpty();
        assertThat(routes.hasService("orders")).isTrue();
        assertThat(routes.hasService("approve")).isFalse();
    }

    // ---- what is wrong: the full key, and a fix

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "request.via ~ pigeon ~ \"pigeon\" is unknown ~ use event or http",
                "request.budget ~ 200KB ~ unknown unit \"KB\" ~ use B, KiB or MiB",
                "request.budget ~ much ~ \"much\" is no size ~ as in 200KiB",
                "request.budget ~ 1KiB ~ can't hold even a reference ~ allow at least 2048 B",
                "request.headroom ~ lots ~ \"lots\" is no size ~ as in 200KiB",
                "request.over-budget ~ truncate ~ \"truncate\" is unknown ~ check-in, refuse, fail",
                "result.over-budget ~ drop ~ \"drop\" is unknown ~ check-in, refuse, fail",
                "result.budget ~ 2 parsecs ~ unknown unit \"parsecs\" ~ use B, KiB or MiB",
                "result.result-path ~ approval ~ is no path ~ starts with $",
                "result.result-path ~ $.a[*] ~ can't be written ~ as in $.approval",
                "request.result-path ~ $.a ~ is unknown here ~ use one of",
                "request.headroom ~ input ~ \"input\" is no size ~ as in 200KiB",
                "result.limit ~ huge ~ \"huge\" is no size ~ as in 200KiB",
                "result.over-limit ~ fail ~ says what happens over a limit ~ result.limit",
                "heartbeat ~ often ~ \"often\" is no duration ~ write 30s, 5m or 1h",
                "timeout ~ 10ms ~ \"10ms\" is too short ~ at least 1s",
                "retries ~ 3 ~ is unknown here ~ use one of",
                "request.shap ~ x ~ is unknown here ~ use one of",
                "result.path ~ /x ~ is unknown here ~ use one of",
                "request.shape ~ [] ~ a shape is an object ~ InputPath",
                "request.shape ~ {'InputPath' ~ is no shape ~ line 1"
            })
    void namesTheFullKeyAndTheFix(String key, String value, String problem, String fix) {
        with("request.via", "event").with(key, value);
        read();
        assertThat(problems.lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith(APPROVE + key + ": ")
                        .contains(problem)
                        .contains(fix));
    }

    @Test
    void namesTheKeyOfABudgetAndHeadroomThatAreTooLargeTogether() {
        with("request.via", "event").with("request.budget", "255KiB").with("request.headroom", "2KiB");
        read();
        assertThat(problems.lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith(APPROVE + "request.budget: ")
                        .contains("lower one of them"));
    }

    @Test
    void namesALimitThatIsBelowItsBudgetAndAWordThatIsNone() {
        with("request.via", "event").with("request.limit", "4KiB").with("request.over-limit", "check-in");
        read();
        assertThat(problems.lines()).hasSize(2);
        assertThat(problems.lines().get(0))
                .startsWith(APPROVE + "request.over-limit: ")
                .contains("use one of refuse, fail");
        assertThat(problems.lines().get(1))
                .startsWith(APPROVE + "request.limit: ")
                .contains("raise it");
    }

    @Test
    void namesTheShapeAndItsPart() {
        with("request.via", "event").with("request.shape.Parameters.\"id.$\"", "order.id");
        read();
        assertThat(problems.lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith(APPROVE + "request.shape: ")
                        .contains("Parameters", "a path starts with $"));
    }

    @Test
    void aMissingTargetIsNamed() {
        with("heartbeat", "30s");
        read();
        assertThat(problems.lines())
                .singleElement()
                .satisfies(line ->
                        assertThat(line).startsWith(APPROVE + "request.via: ").contains("event", "http"));
    }

    @Test
    void aRequestWithoutItsWayIsNamed() {
        with("request.bus", "default");
        read();
        assertThat(problems.lines())
                .singleElement()
                .satisfies(line ->
                        assertThat(line).startsWith(APPROVE + "request.via: ").contains("set it to event or http"));
    }

    @Test
    void httpWithoutAUrlIsNamed() {
        with("request.via", "http");
        read();
        assertThat(problems.lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith(APPROVE + "request.via: ")
                        .contains("taskgate.services.orders.url=http://orders.internal:8080"));
    }

    @ParameterizedTest
    @CsvSource({"ftp://orders", "orders.internal:8080", "http://", "'http://a b'", "/orders"})
    void aUrlThatIsNoneIsNamed(String url) {
        properties.put("taskgate.services.orders.url", url);
        with("request.via", "event");
        read();
        assertThat(problems.lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("taskgate.services.orders.url: ")
                        .contains("write http://host:port"));
    }

    @ParameterizedTest
    @CsvSource({"request.path,approvals,must start with /", "request.method,GET,'use POST, PUT or PATCH'"})
    void anHttpRequestThatCannotBeMadeIsNamed(String key, String value, String fix) {
        properties.put("taskgate.services.orders.url", "http://orders");
        with("request.via", "http").with(key, value);
        read();
        assertThat(problems.lines())
                .singleElement()
                .satisfies(line ->
                        assertThat(line).startsWith(APPROVE + key + ": ").contains(fix));
    }

    @Test
    void aPathThatIsNoneIsNamed() {
        properties.put("taskgate.services.orders.url", "http://orders");
        with("request.via", "http").with("request.path", "/a b");
        read();
        assertThat(problems.lines())
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith(APPROVE + "request.path: "));
    }

    @Test
    void aServiceWithoutOperationsIsNamed() {
        properties.put("taskgate.services.orders.url", "http://orders");
        read();
        assertThat(problems.lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("taskgate.services.orders.operations: ")
                        .contains("taskgate.services.orders.operations.approve.request.via=event"));
    }

    @Test
    void anUnknownKeyOfAServiceIsNamed() {
        with("request.via", "event");
        properties.put("taskgate.services.orders.uri", "http://orders");
        read();
        assertThat(problems.lines())
                .singleElement()
                .satisfies(
                        line -> assertThat(line)
                                .startsWith("taskgate.services.orders.uri: ")
                                .contains(
                                        "use one of [allow-addresses, allow-plain, auth, location-paths, operations, tls, url]"));
    }

    @Test
    void namesThatAreNoneAreNamed() {
        properties.put("taskgate.services.Orders.operations.\"appr.ove\".request.via", "event");
        read();
        assertThat(problems.lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("use 1 to 63 of"));
        assertThat(problems.lines().get(0)).startsWith("taskgate.services.Orders: ");
        assertThat(problems.lines().get(1)).startsWith("taskgate.services.Orders.operations.\"appr.ove\": ");
    }

    @Test
    void everyProblemIsCollected() {
        with("request.via", "pigeon").with("request.budget", "much").with("heartbeat", "often");
        with("timeout", "never").with("nonsense", "1");
        read();
        assertThat(problems.lines()).hasSize(5);
    }

    @Test
    void nothingConfiguredIsNoRouteAndNoProblem() {
        assertThat(read().all()).isEqualTo(List.of());
        assertThat(problems.isEmpty()).isTrue();
    }

    private RouteReaderTest with(String key, String value) {
        properties.put(APPROVE + key, value);
        return this;
    }

    private RouteRegistry read() {
        return new RouteReader(problems).read(properties);
    }

    private Route approve() {
        RouteRegistry routes = read();
        assertThat(problems.lines()).isEmpty();
        return routes.find("orders", "approve").orElseThrow();
    }

    private static String shaped(Boundary boundary, String payload) {
        try {
            BoundaryResult crossing = boundary.cross(
                    Json.parse(payload.getBytes(StandardCharsets.UTF_8)),
                    JsonNodeFactory.instance.objectNode(),
                    new InMemoryPayloadStore());
            byte[] json = ((Payload.Inline) ((BoundaryResult.Passed) crossing).payload()).json();
            return new String(json, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
