package io.taskgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.taskgate.GatewayTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests `POST /v1/shapes/preview`.
@QuarkusTest
public class ShapesApiTest extends GatewayTest {

    @Test
    void aShapeShowsItsResultAndWhatIsHeavy() {
        Response response = preview("""
                {"shape": {"Parameters": {"id.$": "$.order.id"}},
                 "payload": {"order": {"id": 7}, "items": [{"history": "xxxxxxxxxx"}, {"history": "yyyyyyyyyy"}]}}
                """);

        JsonNode answer = json(response);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(answer.path("result").toString()).isEqualTo("{\"id\":7}");
        assertThat(answer.path("bytesOut").asInt()).isEqualTo(8);
        assertThat(answer.path("withinBudget").asBoolean()).isTrue();
        assertThat(answer.path("dropped").findValuesAsText("path")).contains("$.items");
        assertThat(answer.path("heaviest").findValuesAsText("path")).contains("$.items[*].history");
    }

    @Test
    void aRouteIsPreviewedWithItsBudget() {
        Response response = preview(
                "{\"route\": \"orders.approve.result\", \"payload\": {\"approved\": true, \"by\": \"me\", \"remark\": \"\"}}");

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        assertThat(json(response).path("budget").asInt()).isEqualTo(32 * 1024);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | payload",
                "{\"payload\": 1} | shape",
                "{\"payload\": 1, \"shape\": {}, \"route\": \"orders.approve.result\"} | shape",
                "{\"payload\": 1, \"shape\": {\"InputPath\": \"order\"}} | shape",
                "{\"payload\": 1, \"shape\": {\"InputPath\": \"$.order\"}} | payload",
                "{\"payload\": 1, \"route\": \"orders.approve\"} | route",
                "{\"payload\": 1, \"route\": \"orders.nothing.result\"} | route",
                "{\"payload\": 1, \"route\": \"orders.approve.answer\"} | route",
                "{\"payload\": 1, \"shapes\": {}} | shapes",
            })
    void whatIsWrongIsNamed(String body, String field) {
        Response response = preview(body);

        problem(response, 400, "invalid-request");
        assertThat(json(response).path("violations").path(0).path("field").asText())
                .isEqualTo(field);
    }

    @Test
    void aWorkersKeyIsNotEnough() {
        problem(worker().body("{}").post("/v1/shapes/preview"), 403, "forbidden");
    }

    private static Response preview(String body) {
        return workflow().body(body).post("/v1/shapes/preview");
    }
}
