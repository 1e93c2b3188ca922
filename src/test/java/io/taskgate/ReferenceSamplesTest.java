package io.taskgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.taskgate.payload.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// References as ASL takes them: `deploy/asl/reference-*.asl.json` through the running gateway.
@QuarkusTest
class ReferenceSamplesTest extends GatewayTest {

    private String start(String sample, String input) throws IOException {
        String name = fresh(sample);
        LocalAws.aws().createStateMachine(name, Files.readString(Path.of("deploy/asl/" + sample + ".asl.json")));
        return executions().start(name, input);
    }

    private JsonNode output(String execution) {
        var ended = executions().ended(execution);
        assertThat(ended.statusAsString()).as(ended.cause()).isEqualTo("SUCCEEDED");
        return Json.trusted(ended.output().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aLargeAnswerIsReadFromS3ByItsReference() throws IOException {
        String order = fresh("order");
        String execution =
                start("reference-get-object", "{\"order\": {\"id\": \"" + order + "\", \"customer\": \"c-7\"}}");
        await().atMost(SOON)
                .until(() -> !recorder().events(TestRoutes.EVENT, order).isEmpty());
        URI link = URI.create(recorder()
                .events(TestRoutes.EVENT, order)
                .getFirst()
                .at("/detail/links/success")
                .asText());

        nobody().body("{\"approved\": true, \"by\": \"me\", \"remark\": \"" + "x".repeat(40_000) + "\"}")
                .post(link.getRawPath() + "?" + link.getRawQuery());

        assertThat(output(execution).toString()).isEqualTo("{\"approved\":true,\"by\":\"me\"}");
    }

    @Test
    void aCheckedInListIsMappedOver() throws IOException {
        String execution = start(
                "reference-distributed-map",
                Files.readString(Path.of("deploy/asl/reference-distributed-map.input.json")));

        JsonNode output = output(execution);
        assertThat(output.path("reference").path("Bucket").asText()).isEqualTo("taskgate-payloads");
        assertThat(output.path("totals").toString())
                .isEqualTo(
                        "[{\"id\":\"order-45\",\"lines\":2},{\"id\":\"order-46\",\"lines\":1},{\"id\":\"order-47\",\"lines\":0}]");
    }
}
