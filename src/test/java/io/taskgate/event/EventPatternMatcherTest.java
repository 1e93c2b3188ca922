package io.taskgate.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.boundary.Boundary;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.shape.ValueExpression;
import io.taskgate.route.EventCorrelation;
import io.taskgate.route.OutcomeMapping;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.Target;
import io.taskgate.route.Webhook;
import io.taskgate.route.WorkTracking;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventPatternMatcherTest {

    private static final OutcomeMapping READING = new OutcomeMapping(
            ValueExpression.compile("success"), Map.of(), null, null, ValueExpression.compile("$.detail"), null);

    private static Route route(String operation, String pattern, Webhook webhook) {
        return new Route(
                "acme",
                operation,
                new Target.Event("default", "Task Requested"),
                Boundary.DEFAULT,
                Boundary.DEFAULT,
                null,
                null,
                new WorkTracking(
                        new EventCorrelation(pattern, ValueExpression.compile("$.detail.id"), READING),
                        webhook,
                        null,
                        null));
    }

    private static Route route(String operation, String pattern) {
        return route(operation, pattern, null);
    }

    private static List<String> matching(String event, Route... routes) {
        return new EventPatternMatcher(new RouteRegistry(List.of(routes)))
                .matching(tree(event)).stream().map(Route::operation).toList();
    }

    private static JsonNode tree(String json) {
        return Json.parseTrusted(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void namesTheRoutesThatFit() {
        Route paid = route("paid", "{\"source\": [\"shop\"], \"detail\": {\"paid\": [true]}}");
        Route large = route("large", "{\"detail\": {\"sum\": [{\"numeric\": [\">\", 100]}]}}");

        assertThat(matching("{\"source\": \"shop\", \"detail\": {\"paid\": true, \"sum\": 7}}", paid, large))
                .containsExactly("paid");
        assertThat(matching("{\"source\": \"shop\", \"detail\": {\"paid\": true, \"sum\": 700}}", paid, large))
                .containsExactly("large", "paid");
        assertThat(matching("{\"source\": \"other\", \"detail\": {\"paid\": true}}", paid, large))
                .isEmpty();
    }

    @Test
    void aRouteThatFitsInTwoWaysIsOneRoute() {
        Route either = route("either", "{\"$or\": [{\"source\": [\"shop\"]}, {\"detail\": {\"paid\": [true]}}]}");

        assertThat(matching("{\"source\": \"shop\", \"detail\": {\"paid\": true}}", either))
                .containsExactly("either");
    }

    @Test
    void twoRoutesMayHaveTheSamePattern() {
        String pattern = "{\"source\": [\"shop\"]}";

        assertThat(matching("{\"source\": \"shop\"}", route("a", pattern), route("b", pattern)))
                .containsExactly("a", "b");
    }

    /// A publisher on the bus must not be able to impersonate the provider.
    @Test
    void aWebhooksRouteIsNotFoundByAnEvent() {
        Webhook webhook = new Webhook(Webhook.Scheme.GITHUB, List.of(new byte[1]), "x", Duration.ofMinutes(5));

        assertThat(matching("{\"source\": \"shop\"}", route("hook", "{\"source\": [\"shop\"]}", webhook)))
                .isEmpty();
    }
}
