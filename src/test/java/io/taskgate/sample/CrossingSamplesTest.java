package io.taskgate.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.taskgate.GatewayTest;
import io.taskgate.testing.gateway.LocalAws;
import io.taskgate.testing.gateway.TestRoutes;
import io.taskgate.testing.gateway.TestWebhookSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the samples of services that do not know taskgate, unmodified except for their keys and service, in
/// JSONPath and JSONata.
@QuarkusTest
class CrossingSamplesTest extends GatewayTest {

    private String start(String sample, String key, String replaced, String by) throws IOException {
        Path folder = Path.of("deploy/asl");
        String definition =
                Files.readString(folder.resolve(sample + ".asl.json")).replace(replaced, by);
        String input = Files.readString(folder.resolve(sample + ".input.json"));
        String name = fresh(sample);
        LocalAws.aws().createStateMachine(name, definition);
        return executions().start(name, input.replaceAll("(parcel|job|order|label)-(1|50)", key));
    }

    private static void awaitRequest(String key) {
        await().atMost(SOON)
                .until(() -> !recorder().events("Task Requested", key).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"parcel-delivery", "parcel-delivery-jsonata"})
    void aParcelRegisteredByEventIsDeliveredByAnEvent(String sample) throws IOException {
        String key = fresh("parcel");
        String execution = start(sample, key, "", "");
        awaitRequest(key);

        worker().body("{\"source\": \"acme.parcels\", \"detail-type\": \"Parcel Moved\", \"detail\": {\"parcel\": "
                        + "{\"id\": \"" + key + "\"}, \"status\": \"DELIVERED\", \"place\": \"door\"}}")
                .post("/v1/events")
                .then()
                .statusCode(200);

        assertThat(executions().output(execution).at("/delivery/at").asText()).isEqualTo("door");
    }

    @ParameterizedTest
    @ValueSource(strings = {"order-payment", "order-payment-jsonata"})
    void anOrderIsPaidByTheProvidersWebhook(String sample) throws IOException {
        String key = fresh("order");
        String execution = start(sample, key, "\"capture\"", "\"hmac\"");
        awaitRequest(key);

        String body = "{\"order\": \"" + key + "\", \"amount\": 12}";
        nobody().header("X-Signature", TestWebhookSigner.hex(TestRoutes.WEBHOOK_SECRET, body))
                .body(body)
                .post("/v1/events/payments/hmac")
                .then()
                .statusCode(200);

        assertThat(executions().output(execution).path("payment").asInt()).isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"label-print", "label-print-jsonata"})
    void aLabelIsAskedForByHttpAndCalledOffWhenItsExecutionStops(String sample) throws IOException {
        String key = fresh("label");
        String execution = start(
                sample,
                key,
                "\"labels\",\n          \"operation\": \"print\"",
                "\"billing\",\n          \"operation\": \"cancellable\"");
        await().atMost(SOON).until(() -> !recorder().requests(key).isEmpty());

        executions().stop(execution);

        await().atMost(SOON)
                .until(() -> recorder().requests(key).stream()
                        .anyMatch(request -> request.method().equals("DELETE")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"report-job", "report-job-jsonata"})
    void aReportIsFoundOnItsStatusPage(String sample) throws IOException {
        String key = fresh("job");
        recorder().show(key, "{\"status\": \"DONE\", \"result\": {\"pages\": 3}}");

        String execution = start(
                sample,
                key,
                "\"reports\",\n          \"operation\": \"render\"",
                "\"batch\",\n          \"operation\": \"job\"");

        assertThat(executions().output(execution).at("/report/pages").asInt()).isEqualTo(3);
    }
}
