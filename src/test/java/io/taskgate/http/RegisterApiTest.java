package io.taskgate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.taskgate.GatewayTest;
import org.junit.jupiter.api.Test;

/// `POST /v1/callbacks`, as documented in the contract.
@QuarkusTest
class RegisterApiTest extends GatewayTest {

    @Test
    void aTokenIsRegisteredAndItsRequestPublishedWithoutIt() {
        String key = fresh("order");
        var execution = executions().start();

        var response = register(form(execution.token(), "orders", "plain", key).put("timeoutSeconds", 60));

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(202);
        JsonNode answer = json(response);
        assertThat(answer.path("state").asText()).isEqualTo("PENDING");
        await().atMost(SOON)
                .until(() -> recorder().events("Task Requested", key).size() == 1);
    }
}
