package io.taskgate.route.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests mistakes in routes: each problem has the full key and a fix.
class RouteProblemsTest extends RouteReaderFixture {

    // ---- valid routes

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
                        .contains("Set " + APPROVE + "result.result-path", "$.approval"));
    }

    @Test
    void aSummarysMistakesAreNamed() {
        with("request.via", "event").with("result.summary.shape.OutputPath", "$.[");
        with("request.summary.budget", "1KiB");
        read();
        assertThat(problems.lines())
                .anySatisfy(line -> assertThat(line).startsWith(APPROVE + "result.summary.shape: "))
                .anySatisfy(line -> assertThat(line).startsWith(APPROVE + "request.summary.budget: Unknown key"))
                .hasSize(2);
    }

    // ---- invalid routes: the full key and a fix

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "request.via ~ pigeon ~ Unknown value \"pigeon\" ~ Use event or http",
                "request.budget ~ 200KB ~ Unknown unit \"KB\" ~ Use KiB, MiB or GiB",
                "request.budget ~ much ~ Invalid size \"much\" ~ for example 200KiB",
                "request.budget ~ 1KiB ~ too small for a reference ~ Set at least 2048 B",
                "request.headroom ~ lots ~ Invalid size \"lots\" ~ for example 200KiB",
                "request.over-budget ~ truncate ~ Unknown value \"truncate\" ~ check-in, reject or fail",
                "result.over-budget ~ drop ~ Unknown value \"drop\" ~ check-in, reject or fail",
                "result.budget ~ 2 parsecs ~ Unknown unit \"parsecs\" ~ Use KiB, MiB or GiB",
                "result.result-path ~ approval ~ not a valid path ~ starts with $",
                "result.result-path ~ $.a[*] ~ is not a reference path ~ for example $.approval",
                "request.result-path ~ $.a ~ Unknown key ~ Use one of",
                "request.headroom ~ input ~ Invalid size \"input\" ~ for example 200KiB",
                "result.limit ~ huge ~ Invalid size \"huge\" ~ for example 200KiB",
                "result.over-limit ~ fail ~ Requires ~ result.limit",
                "heartbeat ~ often ~ Invalid duration \"often\" ~ 30s, 5m or 1h",
                "timeout ~ 10ms ~ Invalid value \"10ms\" ~ Use 1s or more",
                "retries ~ 3 ~ Unknown key ~ Use one of",
                "request.shap ~ x ~ Unknown key ~ Use one of",
                "result.path ~ /x ~ Unknown key ~ Use one of",
                "request.shape ~ [] ~ A shape is an object ~ InputPath",
                "request.shape ~ {'InputPath' ~ Invalid shape ~ line 1"
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
                        .contains("Lower one of them"));
    }

    @Test
    void namesALimitThatIsBelowItsBudgetAndAWordThatIsNone() {
        with("request.via", "event").with("request.limit", "4KiB").with("request.over-limit", "check-in");
        read();
        assertThat(problems.lines()).hasSize(2);
        assertThat(problems.lines().get(0))
                .startsWith(APPROVE + "request.limit: ")
                .contains("Raise the limit");
        assertThat(problems.lines().get(1))
                .startsWith(APPROVE + "request.over-limit: ")
                .contains("Use reject or fail");
    }

    @Test
    void namesTheShapeAndItsPart() {
        with("request.via", "event").with("request.shape.Parameters.\"id.$\"", "order.id");
        read();
        assertThat(problems.lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith(APPROVE + "request.shape: ")
                        .contains("Parameters", "A path starts with $"));
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
                        assertThat(line).startsWith(APPROVE + "request.via: ").contains("Set it to event or http"));
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
                        .contains("Use http://host:port"));
    }

    @ParameterizedTest
    @CsvSource({"request.path,approvals,must start with /", "request.method,GET,'Use POST, PUT or PATCH'"})
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
                .satisfies(line -> assertThat(line)
                        .startsWith("taskgate.services.orders.uri: ")
                        .contains("Use one of [allow-addresses, allow-plain-http, auth, location-paths, operations,"
                                + " tls, url]"));
    }

    @Test
    void namesThatAreNoneAreNamed() {
        properties.put("taskgate.services.Orders.operations.\"appr.ove\".request.via", "event");
        read();
        assertThat(problems.lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("Use 1 to 63 characters of"));
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
}
