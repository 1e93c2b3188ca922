package io.taskgate.http.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.taskgate.GatewayTest;
import java.time.Instant;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Tests the numbers of the overview.
@QuarkusTest
class StatsApiTest extends GatewayTest {

    private static long pending(JsonNode stats, String service, String operation) {
        return stats.path("open")
                .valueStream()
                .filter(count -> count.path("state").asText().equals("PENDING")
                        && count.path("service").asText().equals(service)
                        && count.path("operation").asText().equals(operation))
                .mapToLong(count -> count.path("count").asLong())
                .sum();
    }

    /// Waits for a sample that is younger than this call.
    private static JsonNode fresh(Supplier<RequestSpecification> caller) {
        Instant from = Instant.now();
        return await().atMost(SOON)
                .until(
                        () -> json(caller.get().get("/v1/stats")),
                        stats -> Instant.parse(stats.path("asOf").asText()).isAfter(from));
    }

    @Test
    void openCallbacksAreCountedByStateAndRoute() {
        long before = pending(fresh(GatewayTest::operator), "orders", "review");
        Task one = task("orders", "review", fresh("stats"));
        task("orders", "review", fresh("stats"));

        JsonNode stats = fresh(GatewayTest::operator);

        if (stats.path("exact").asBoolean()) {
            assertThat(pending(stats, "orders", "review")).isEqualTo(before + 2);
        } else {
            assertThat(pending(stats, "orders", "review")).isPositive();
        }
        assertThat(stats.path("sampled").asInt()).isPositive();
        assertThat(stats.path("ageSeconds").asDouble()).isBetween(0.0, 10.5);
        assertThat(stats.at("/dueWithin/1h").asLong())
                .isGreaterThanOrEqualTo(stats.at("/dueWithin/5m").asLong());
        assertThat(stats.at("/oldest/registeredAt").asText()).isNotEmpty();
        assertThat(stats.at("/quota/success/limit").asDouble()).isPositive();
        assertThat(stats.at("/quota/heartbeat/ratePerSecond").asDouble()).isPositive();
        assertThat(stats.path("sweepLatenessSeconds").asDouble()).isNotNegative();
        nobody().body("1").post(one.success());
    }

    @Test
    void theNumbersAreThoseOfTheGrant() {
        task("shipping", "send", fresh("parcel"));
        task("plain");

        JsonNode shipping = fresh(GatewayTest::shipping);
        JsonNode neighbour = json(as("neighbour-tenant").get("/v1/stats"));

        assertThat(shipping.path("open").findValuesAsText("service")).containsOnly("shipping");
        assertThat(shipping.at("/oldest/service").asText()).isEqualTo("shipping");
        assertThat(neighbour.path("open").findValuesAsText("service")).doesNotContain("shipping", "orders");
    }

    @Test
    void theCircuitsOfCalledRoutesAreShown() {
        workflow().body("{\"item\": \"lamp\"}").post("/v1/calls/quotes/create");

        JsonNode circuits = json(operator().get("/v1/stats")).path("circuits");

        assertThat(circuits).anySatisfy(circuit -> {
            assertThat(circuit.path("service").asText()).isEqualTo("quotes");
            assertThat(circuit.path("operation").asText()).isEqualTo("create");
            assertThat(circuit.path("state").asText()).isEqualTo("CLOSED");
        });
    }

    @Test
    void othersAre401And403() {
        problem(nobody().get("/v1/stats"), 401, "unauthenticated");
        problem(worker().get("/v1/stats"), 403, "forbidden");
        problem(workflow().get("/v1/stats"), 403, "forbidden");
    }
}
