package io.taskgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Metrics;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.taskgate.credential.ApiKeyFormat;
import io.taskgate.testing.LogTrap;
import io.taskgate.testing.gateway.LocalAws;
import io.taskgate.testing.gateway.TestIssuer;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tests that keys of the access file are added, changed and removed while the gateway runs.
@QuarkusTest
class AccessReloadTest extends GatewayTest {

    private final String first = ApiKeyFormat.generate(new SecureRandom());
    private final String second = ApiKeyFormat.generate(new SecureRandom());

    private static int status(String key) {
        return status(as(key));
    }

    private static int status(RequestSpecification caller) {
        return caller.body("{}")
                .post("/v1/correlations/orders/no-such-operation/x/heartbeat")
                .statusCode();
    }

    private static void entry(String members) {
        LocalAws.writeAccessFile("taskgate: {access: {keys: {orders: {roles: worker, " + members + "}}}}");
    }

    private static void awaitStatus(String key, int status) {
        await("status").atMost(SOON).untilAsserted(() -> assertThat(status(key)).isEqualTo(status));
    }

    private static void awaitStatus(RequestSpecification caller, int status) {
        await("status")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(status(caller)).isEqualTo(status));
    }

    private static double lastUse(String slot) {
        return Metrics.globalRegistry
                .find("taskgate.access.key.last.used.timestamp")
                .tags("key", "orders", "secret", slot)
                .gauges()
                .stream()
                .mapToDouble(gauge -> gauge.value())
                .max()
                .orElse(-1);
    }

    @AfterEach
    void restoreTheFile() {
        LocalAws.writeAccessFile(LocalAws.accessText());
        awaitStatus(LocalAws.RELOADED, 404);
    }

    @Test
    void aKeyIsChangedAndRevokedWithoutARestart() {
        assertThat(status(LocalAws.RELOADED)).as("of the file at the start").isEqualTo(404);
        assertThat(status(first)).isEqualTo(401);

        entry("secret: " + ApiKeyFormat.digest(first));
        awaitStatus(first, 404);
        awaitStatus(LocalAws.RELOADED, 401);

        entry("secret: " + ApiKeyFormat.digest(first) + ", next-secret: " + second);
        awaitStatus(second, 404);
        assertThat(status(first)).as("both are live").isEqualTo(404);
        assertThat(lastUse("next")).isGreaterThan(Instant.now().getEpochSecond() - 120);

        entry("secret: " + second);
        awaitStatus(first, 401);
        assertThat(status(second)).isEqualTo(404);
        assertThat(status(LocalAws.WORKER)).as("of the configuration").isEqualTo(404);
    }

    @Test
    void anIssuerComesChangesAndGoesWithoutARestart() {
        try (TestIssuer issuer = TestIssuer.start()) {
            String token = issuer.token("agent-7", TestIssuer.AUDIENCE);
            String other = issuer.token("agent-7", "another");
            assertThat(status(bearer(token))).isEqualTo(401);

            issuer(issuer, TestIssuer.AUDIENCE, "worker");
            awaitStatus(bearer(token), 404);
            assertThat(status(bearer(other))).isEqualTo(401);

            issuer(issuer, "another", "worker");
            awaitStatus(bearer(other), 404);
            assertThat(status(bearer(token))).as("the audience has changed").isEqualTo(401);

            issuer(issuer, "another", "author");
            awaitStatus(bearer(other), 403);

            entry("secret: " + first);
            awaitStatus(bearer(other), 401);
        }
    }

    private static RequestSpecification bearer(String token) {
        return nobody().header("Authorization", "Bearer " + token);
    }

    private static void issuer(TestIssuer issuer, String audience, String role) {
        LocalAws.writeAccessFile("taskgate: {access: {issuers: {robots: {issuer: '" + issuer.url() + "', audience: "
                + audience + ", rules: [{claims: {sub: 'agent-*'}, roles: " + role + "}]}}}}");
    }

    @Test
    void aBadFileChangesNothing() {
        entry("secret: " + first);
        awaitStatus(first, 404);

        try (LogTrap log = LogTrap.open()) {
            entry("secret: " + second.substring(1) + ", role: worker");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(log.lines())
                            .anyMatch(line ->
                                    line.contains("taskgate.access.keys.orders.role: This property can't change")));
            assertThat(log.lines()).noneMatch(line -> line.contains(second.substring(1)));
        }

        assertThat(status(first)).isEqualTo(404);
    }

    @Test
    void anExpiredKeyIsRefusedAndAudited() {
        try (LogTrap log = LogTrap.open()) {
            entry("secret: " + first + ", expires: 2026-01-01T00:00:00Z, next-secret: " + second);
            awaitStatus(second, 404);

            problem(
                    as(first).body("{}").post("/v1/correlations/orders/no-such-operation/x/heartbeat"),
                    401,
                    "unauthenticated");

            assertThat(log.lines())
                    .anySatisfy(line -> assertThat(line)
                            .contains(
                                    "\"action\":\"EXPIRED_KEY\"",
                                    "\"principal\":\"key:orders\"",
                                    "\"subject\":\"current\"",
                                    "expired at 2026-01-01T00:00:00Z",
                                    "\"source\":\"127.0.0.1\""))
                    .noneMatch(line -> line.contains(first));
        }
    }
}
