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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the routes that are read from the configuration.
class RouteReaderTest extends RouteReaderFixture {

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
        with("request.over-budget", "reject").with("result.budget", "4096").with("result.over-budget", "fail");
        Route route = approve();
        assertThat(route.request().budget()).isEqualTo(new Budget(32_768, 0, OverBudgetAction.REJECT));
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
        BoundaryResult crossing = approve().result().apply(payload, payload, new InMemoryPayloadStore());
        Payload.CheckedIn checkedIn = (Payload.CheckedIn) ((BoundaryResult.Passed) crossing).payload();
        assertThat(checkedIn.reference().summary()).hasToString("{\"id\":7}");
        assertThat(approve().request()).isEqualTo(Boundary.DEFAULT);
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

    private Route approve() {
        RouteRegistry routes = read();
        assertThat(problems.lines()).isEmpty();
        return routes.find("orders", "approve").orElseThrow();
    }

    private static String shaped(Boundary boundary, String payload) {
        try {
            BoundaryResult crossing = boundary.apply(
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
