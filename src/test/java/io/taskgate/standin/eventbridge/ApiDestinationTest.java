package io.taskgate.standin.eventbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eventbridge.model.CreateConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.Target;

/// Tests deliveries of rules to API destinations, with the authorization of their connection, time-out and
/// rate.
class ApiDestinationTest extends EventDeliveriesFixture {

    @Test
    void aDestinationGetsItsKeyPathAndParameters() {
        CreateConnectionRequest.Builder connection = keyed().authParameters(auth -> auth.apiKeyAuthParameters(
                        key -> key.apiKeyName("X-Key").apiKeyValue("k1"))
                .invocationHttpParameters(http -> http.headerParameters(
                                header -> header.key("X-Who").value("connection"))
                        .bodyParameters(body -> body.key("from").value("bus"))));
        rule(destination(connection, "/orders/*/lines")
                .inputPath("$.detail")
                .httpParameters(http -> http.pathParameterValues("$.detail.id")
                        .queryStringParameters(Map.of("type", "$.detail-type"))
                        .headerParameters(Map.of("X-Who", "target", "X-Order", "$.detail.id")))
                .build());

        event("{\"id\": \"o 1\"}");

        await().until(() -> got.size() == 1);
        Got call = got.getFirst();
        assertThat(call.path()).isEqualTo("/orders/o%201/lines?type=Order");
        assertThat(call.headers())
                .containsEntry("X-key", "k1")
                .containsEntry("X-who", "connection")
                .containsEntry("X-order", "o 1")
                .containsEntry("Content-type", "application/json; charset=utf-8");
        assertThat(call.body()).isEqualTo("{\"id\":\"o 1\",\"from\":\"bus\"}");
    }

    @Test
    void updatesHoldForTheNextDeliveryAndDeauthorizedConnectionsDeliverNothing() {
        rule(destination(keyed(), "/before").build());
        events.updateConnection(update -> update.name("c")
                .authorizationType("API_KEY")
                .authParameters(auth -> auth.apiKeyAuthParameters(key -> key.apiKeyValue("k2"))));
        events.updateApiDestination(update -> update.name("d").invocationEndpoint(base() + "/after"));

        event("{}");
        await().until(() -> got.size() == 1);
        assertThat(got.getFirst().path()).isEqualTo("/after");
        assertThat(got.getFirst().headers()).containsEntry("X-key", "k2");

        assertThat(events.deauthorizeConnection(deauthorize -> deauthorize.name("c"))
                        .connectionStateAsString())
                .isEqualTo("DEAUTHORIZED");
        event("{}");
        await().until(() -> truth("DeliveryDropped").size() == 1);
        assertThat(truth("DeliveryDropped").getFirst().path("errorCode").asText())
                .isEqualTo("NO_PERMISSIONS");
        assertThat(events.describeApiDestination(describe -> describe.name("d")).apiDestinationStateAsString())
                .isEqualTo("INACTIVE");
        assertThat(got).hasSize(1);
    }

    @Test
    void basicAndClientCredentialsProveThemselves() {
        rule(destination(
                        CreateConnectionRequest.builder()
                                .authorizationType("BASIC")
                                .authParameters(auth -> auth.basicAuthParameters(
                                        basic -> basic.username("me").password("pw"))),
                        "/a")
                .build());
        event("{}");
        await().until(() -> got.size() == 1);
        assertThat(got.getFirst().headers()).containsEntry("Authorization", "Basic bWU6cHc=");
    }

    @Test
    void aRefusedTokenIsFetchedAgain() {
        rule(destination(
                        CreateConnectionRequest.builder()
                                .authorizationType("OAUTH_CLIENT_CREDENTIALS")
                                .authParameters(auth -> auth.oAuthParameters(oauth -> oauth.httpMethod("POST")
                                        .authorizationEndpoint(base() + "/token")
                                        .clientParameters(
                                                client -> client.clientID("id").clientSecret("s e")))),
                        "/a")
                .build());
        answers.add(401);

        event("{}");
        passRetry(1);

        await().until(() -> truth("Delivery").size() == 1);
        assertThat(got).extracting(Got::path).containsExactly("/token", "/a", "/token", "/a");
        assertThat(got.getFirst().body()).isEqualTo("grant_type=client_credentials&client_id=id&client_secret=s%20e");
        assertThat(got.getLast().headers()).containsEntry("Authorization", "Bearer t1");
    }

    @Test
    void fiveSecondsWithoutAnAnswerAreTooMany() {
        answers.add(-1);
        rule(destination(keyed(), "/a")
                .retryPolicy(policy -> policy.maximumRetryAttempts(0))
                .build());

        event("{}");
        await().until(() -> got.size() == 1 && timers.pending() == 1);
        timers.advance(Duration.ofSeconds(4));
        assertThat(truth("DeliveryDropped")).isEmpty();
        timers.advance(Duration.ofSeconds(1));

        await().until(() -> truth("DeliveryDropped").size() == 1);
        assertThat(truth("DeliveryDropped").getFirst().path("errorCode").asText())
                .isEqualTo("TIMEOUT");
    }

    @Test
    void aDestinationIsCalledNoFasterThanItsRate() {
        Target.Builder target = destination(keyed(), "/a");
        events.deleteApiDestination(delete -> delete.name("d"));
        String slow = events.createApiDestination(create -> create.name("slow")
                        .connectionArn(events.describeConnection(describe -> describe.name("c"))
                                .connectionArn())
                        .httpMethod("POST")
                        .invocationEndpoint(base() + "/slow")
                        .invocationRateLimitPerSecond(1))
                .apiDestinationArn();
        rule(target.arn(slow).build());

        event("{}");
        event("{}");
        await().until(() -> truth("Delivery").size() == 1);
        passTime(1);

        await().until(() -> truth("Delivery").size() == 2);
        assertThat(got).hasSize(2);
    }
}
