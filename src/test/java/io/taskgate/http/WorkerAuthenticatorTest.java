package io.taskgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.taskgate.GatewayTest;
import io.taskgate.testing.gateway.TestLinkSigner;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the permission to answer by ID: 401, 403, and a 404 that reveals nothing.
@QuarkusTest
class WorkerAuthenticatorTest extends GatewayTest {

    private static final String NOBODY = "cb_AAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private static String path(String id, String call) {
        return "/v1/callbacks/" + id + "/" + call;
    }

    private static String body(String call) {
        return switch (call) {
            case "success" -> "1";
            case "failure" -> "{\"error\": \"E\"}";
            default -> "{}";
        };
    }

    private static JsonNode refused(RequestSpecification who, Task task, String call, int status, String slug) {
        JsonNode problem = problem(who.body(body(call)).post(path(task.id(), call)), status, slug);
        assertThat(record(task.id()).path("state").asText()).isEqualTo("PENDING");
        return problem;
    }

    @ParameterizedTest
    @ValueSource(strings = {"success", "failure", "heartbeat"})
    void withoutAnythingItIs401(String call) {
        Task task = task("plain");

        refused(nobody(), task, call, 401, "unauthenticated");
        refused(as("nobody-knows-me"), task, call, 401, "unauthenticated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"success", "failure", "heartbeat"})
    void aKeyOfAnotherRoleIs403(String call) {
        Task task = task("plain");

        refused(workflow(), task, call, 403, "forbidden");
        refused(operator(), task, call, 403, "forbidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"success", "failure", "heartbeat"})
    void anExpiredLinkIs403(String call) {
        Task task = task("plain");
        String expired = TestLinkSigner.until(task.id(), Instant.now().minusSeconds(1));

        refused(nobody().queryParam("signature", expired), task, call, 403, "forbidden");
        refused(nobody().header("Callback-Signature", expired), task, call, 403, "forbidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"success", "failure", "heartbeat"})
    void aForgedOrForeignLinkIs404(String call) {
        Task task = task("plain");
        Task other = task("plain");

        for (String signature : new String[] {
            TestLinkSigner.forged(task.id()), other.signature(), "v1.test.1.99999999999", "x", task.signature() + "A"
        }) {
            refused(nobody().queryParam("signature", signature), task, call, 404, "not-found");
            refused(nobody().header("Callback-Signature", signature), task, call, 404, "not-found");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"success", "failure", "heartbeat"})
    void promise15WhatIsNotInTheGrantLooksLikeWhatIsNotThere(String call) {
        Task task = task("plain");

        JsonNode foreign = refused(shipping(), task, call, 404, "not-found");
        JsonNode unknown = problem(shipping().body(body(call)).post(path(NOBODY, call)), 404, "not-found");

        assertThat(foreign.path("detail")).isEqualTo(unknown.path("detail"));
        assertThat(foreign.path("title")).isEqualTo(unknown.path("title"));
        assertThat(foreign.size()).isEqualTo(unknown.size());
    }

    @ParameterizedTest
    @CsvSource({"success,cb_short", "failure,xx", "heartbeat,cb_AAAAAAAAAAAAAAAAAAAAAAAAAA!"})
    void whatCanBeNoIdIs404(String call, String id) {
        problem(worker().urlEncodingEnabled(false).body(body(call)).post(path(id, call)), 404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"success", "failure", "heartbeat"})
    void aGenuineLinkToNothingIs404(String call) {
        String signature = TestLinkSigner.until(NOBODY, Instant.now().plusSeconds(60));

        problem(
                nobody().queryParam("signature", signature).body(body(call)).post(path(NOBODY, call)),
                404,
                "not-found");
    }
}
