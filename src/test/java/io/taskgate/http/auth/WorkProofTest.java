package io.taskgate.http.auth;

import static io.taskgate.testing.gateway.CalledService.answering;
import static io.taskgate.testing.gateway.CalledService.wanting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.taskgate.GatewayTest;
import io.taskgate.testing.gateway.CalledService;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Work that is handed over by HTTP, looked at and called off proves itself as a call does: each service
/// refuses what comes without its proof.
@QuarkusTest
class WorkProofTest extends GatewayTest {

    private final String key = fresh("job");

    @BeforeEach
    void aTokenCanBeHad() {
        service().on("/work-token", answering(200, "{\"access_token\": \"abc\", \"expires_in\": 3600}"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "work-keyed | x-service-key | the service's key",
                "work-tokened | authorization | Bearer abc",
                "work-signed | authorization | AWS4-HMAC-SHA256 Credential=local/",
            })
    void whateverGoesToAServiceHasItsProof(String name, String header, String proof) {
        service().on("/" + name + "/work", wanting(header, proof, answering(202, "{}")));
        service().on(page(name), wanting(header, proof, answering(200, "{\"status\": \"RUNNING\"}")));
        service().on(cancel(name), wanting(header, proof, answering(200, "{}")));

        everyWayIsTaken(name, service());

        assertThat(service().requests(page(name)))
                .allSatisfy(look -> assertThat(look.headers().get(header)).startsWith(proof));
        assertThat(service().requests(cancel(name)))
                .allSatisfy(told -> assertThat(told.headers().get(header)).startsWith(proof));
    }

    @Test
    void whateverGoesToAServiceThatWantsACertificateHasIt() {
        secured().on("/work-mutual/work", answering(202, "{}"));
        secured().on(page("work-mutual"), answering(200, "{\"status\": \"RUNNING\"}"));
        secured().on(cancel("work-mutual"), answering(200, "{}"));

        everyWayIsTaken("work-mutual", secured());
    }

    private void everyWayIsTaken(String name, CalledService at) {
        Task task = task(name, "job", key);
        assertThat(record(task.id()).path("dispatch").asText()).isEqualTo("SENT");
        assertThat(handedOver(name, at)).hasSize(1);

        await().atMost(SOON).until(() -> record(task.id()).path("heartbeats").asInt() > 0);

        operator().body("{}").post("/v1/callbacks/" + task.id() + "/cancel");
        await().atMost(SOON).until(() -> at.requests(cancel(name)).size() == 1);
    }

    @Test
    void whatIsRefusedForWantOfProofFailsTheRegistration() {
        service().on("/work-keyed/work", wanting("x-service-key", "another key", answering(202, "{}")));

        int status = register(form(executions().start().token(), "work-keyed", "job", key))
                .statusCode();

        assertThat(status).isBetween(400, 599);
        assertThat(handedOver("work-keyed", service())).hasSize(1);
    }

    private List<CalledService.Request> handedOver(String name, CalledService at) {
        return at.requests("/" + name + "/work").stream()
                .filter(request ->
                        request.json().path("correlationKey").asText().equals(key))
                .toList();
    }

    private String page(String name) {
        return "/" + name + "/status/" + key;
    }

    private String cancel(String name) {
        return "/" + name + "/cancel/" + key;
    }
}
