package io.taskgate.http.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.taskgate.GatewayTest;
import io.taskgate.testing.gateway.LocalAws;
import io.taskgate.testing.gateway.TestRoutes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the routes as the gateway understands them, and the identity of the caller.
@QuarkusTest
class RoutesApiTest extends GatewayTest {

    private static JsonNode routes() {
        return json(operator().get("/v1/routes")).path("routes");
    }

    private static JsonNode route(String service, String operation) {
        return routes().valueStream()
                .filter(route -> route.path("service").asText().equals(service)
                        && route.path("operation").asText().equals(operation))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aRouteIsShownAsConfigured() {
        JsonNode approve = route("orders", "approve");

        assertThat(approve.at("/target/kind").asText()).isEqualTo("EVENT");
        assertThat(approve.at("/target/detailType").asText()).isEqualTo(TestRoutes.EVENT);
        assertThat(approve.path("heartbeat").asText()).isEqualTo("PT30S");
        assertThat(approve.path("timeout").asText()).isEqualTo("PT1H");
        assertThat(approve.at("/request/shape/Parameters/orderId.$").asText()).isEqualTo("$.order.id");
        assertThat(approve.at("/result/budget").asLong()).isEqualTo(32 * 1024);
        assertThat(approve.at("/result/overBudget").asText()).isEqualTo("CHECK_IN");
        assertThat(approve.has("eventPattern")).isFalse();
        assertThat(route("orders", "plain").path("request").has("shape")).isFalse();
        assertThat(route("orders", "merge").path("result").has("headroom")).isFalse();
    }

    @Test
    void theOtherWaysOfAnAnswerAreShown() {
        assertThat(route("parcels", "send").path("eventPattern").asText()).contains("acme.parcels");
        assertThat(route("payments", "open").at("/webhook/scheme").asText()).isEqualTo("HMAC");
        assertThat(route("payments", "open").at("/webhook/alsoAnsweredBy").size())
                .isEqualTo(2);
        assertThat(route("batch", "job").at("/probe/interval").asText()).isEqualTo("PT1S");
        assertThat(route("batch", "job").at("/probe/status/url").asText()).endsWith("/status/{correlationKey}");
        assertThat(route("billing", "cancellable").at("/cancel/method").asText())
                .isEqualTo("DELETE");
    }

    @Test
    void noSecretIsShown() {
        assertThat(routes().toString())
                .doesNotContain(TestRoutes.WEBHOOK_SECRET)
                .doesNotContainIgnoringCase("authorization")
                .doesNotContain("?");
    }

    @Test
    void theListShowsTheGrantOnly() {
        JsonNode list = json(shipping().get("/v1/routes")).path("routes");

        assertThat(list.findValuesAsText("service")).containsOnly("shipping");
    }

    @Test
    void anIdentityIsTheGrantOfTheKey() {
        JsonNode operator = json(operator().get("/v1/identity"));
        JsonNode shipping = json(shipping().get("/v1/identity"));
        JsonNode neighbour = json(as("neighbour-tenant").get("/v1/identity"));

        assertThat(operator.path("principal").asText()).isEqualTo("key:operator");
        assertThat(operator.path("roles").valueStream().map(JsonNode::asText))
                .containsExactly("admin", "operator-act", "operator-read");
        assertThat(operator.path("services").path(0).asText()).isEqualTo("*");
        assertThat(shipping.path("services").path(0).asText()).isEqualTo("shipping");
        assertThat(neighbour.path("tenant").asText()).isEqualTo("other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"workflow", "worker", "author", "payload-read"})
    void otherRolesSeeTheirIdentityAndNoRoutes(String role) {
        problem(as(LocalAws.keyOf(role)).get("/v1/routes"), 403, "forbidden");

        assertThat(json(as(LocalAws.keyOf(role)).get("/v1/identity"))
                        .path("roles")
                        .path(0)
                        .asText())
                .isEqualTo(role);
    }
}
