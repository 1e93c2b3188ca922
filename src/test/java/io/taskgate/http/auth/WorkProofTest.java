package io.taskgate.http.auth;

import static io.taskgate.testing.gateway.CalledService.answering;
import static io.taskgate.testing.gateway.CalledService.wanting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.taskgate.GatewayTest;
import io.taskgate.testing.gateway.CalledService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests the authentication of dispatch requests, status polls and cancel calls: each service rejects
/// requests without its credential.
@QuarkusTest
class WorkProofTest extends GatewayTest {

    /// @param header the required header with the beginning of its value; empty if a client certificate is
    ///     required
    record Proof(String name, String header, String value) {

        boolean isCertificate() {
            return header.isEmpty();
        }

        CalledService.Reaction of(CalledService.Reaction answer) {
            return isCertificate() ? answer : wanting(header, value, answer);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private record Work(Task task, String key) {}

    private static final Map<String, Work> WORK = new HashMap<>();

    static List<Proof> proofs() {
        return List.of(
                new Proof("work-keyed", "x-service-key", "the service's key"),
                new Proof("work-tokened", "authorization", "Bearer abc"),
                new Proof("work-signed", "authorization", "AWS4-HMAC-SHA256 Credential=local/"),
                new Proof("work-mutual", "", ""));
    }

    /// Dispatches to all services at once, because the first poll comes five seconds later.
    private Work work(Proof proof) {
        if (!WORK.containsKey(proof.name())) {
            proofs().forEach(each -> WORK.put(each.name(), begun(each)));
        }
        return Objects.requireNonNull(WORK.remove(proof.name()));
    }

    private static CalledService at(Proof proof) {
        return proof.isCertificate() ? secured() : service();
    }

    private Work begun(Proof proof) {
        String key = fresh("job");
        CalledService at = at(proof);
        service().on("/work-token", answering(200, "{\"access_token\": \"abc\", \"expires_in\": 3600}"));
        at.on("/" + proof.name() + "/work", proof.of(answering(202, "{}")));
        at.on(page(proof.name(), key), proof.of(answering(200, "{\"status\": \"RUNNING\"}")));
        at.on(cancel(proof.name(), key), proof.of(answering(200, "{}")));
        return new Work(task(proof.name(), "job", key), key);
    }

    @ParameterizedTest
    @MethodSource("proofs")
    void whateverGoesToAServiceHasItsProof(Proof proof) {
        Work work = work(proof);
        String id = work.task().id();
        String cancel = cancel(proof.name(), work.key());
        CalledService at = at(proof);

        assertThat(record(id).path("dispatch").asText()).isEqualTo("SENT");
        assertThat(handedOver(proof.name(), work.key(), at)).hasSize(1);
        await().atMost(SOON).until(() -> record(id).path("heartbeatCount").asInt() > 0);
        operator().body(REASON).post("/v1/callbacks/" + id + "/cancel");
        await().atMost(SOON).until(() -> at.requests(cancel).size() == 1);

        if (!proof.isCertificate()) {
            assertThat(at.requests(page(proof.name(), work.key())))
                    .isNotEmpty()
                    .allSatisfy(look ->
                            assertThat(look.headers().get(proof.header())).startsWith(proof.value()));
            assertThat(at.requests(cancel))
                    .allSatisfy(told ->
                            assertThat(told.headers().get(proof.header())).startsWith(proof.value()));
        }
    }

    @Test
    void whatIsRefusedForWantOfProofFailsTheRegistration() {
        String key = fresh("job");
        service().on("/work-keyed/work", wanting("x-service-key", "another key", answering(202, "{}")));

        int status = register(form(executions().start().token(), "work-keyed", "job", key))
                .statusCode();

        assertThat(status).isBetween(400, 599);
        assertThat(handedOver("work-keyed", key, service())).hasSize(1);
    }

    private static List<CalledService.Request> handedOver(String name, String key, CalledService at) {
        return at.requests("/" + name + "/work").stream()
                .filter(request ->
                        request.json().path("correlationKey").asText().equals(key))
                .toList();
    }

    private static String page(String name, String key) {
        return "/" + name + "/status/" + key;
    }

    private static String cancel(String name, String key) {
        return "/" + name + "/cancel/" + key;
    }
}
