package io.taskgate.event.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.payload.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostedEventParserTest {

    private static final String EVENT = "{\"specversion\": \"1.0\", \"id\": \"e1\", \"source\": \"/orders\", "
            + "\"type\": \"com.acme.shipped\", \"region\": \"eu\", \"data\": {\"order\": 7}}";
    private static final String SEEN = "{\"specversion\":\"1.0\",\"id\":\"e1\",\"source\":\"/orders\","
            + "\"type\":\"com.acme.shipped\",\"region\":\"eu\",\"detail-type\":\"com.acme.shipped\",\"detail\":{\"order\":7}}";

    private static PostedEventParser.Posted read(String type, Map<String, String> headers, String body) {
        Map<String, List<String>> all = new TreeMap<>();
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        return PostedEventParser.read(type, all, body.getBytes(StandardCharsets.UTF_8));
    }

    private static InboundEvent one(String type, Map<String, String> headers, String body) {
        PostedEventParser.Posted posted = read(type, headers, body);
        assertThat(posted.batch()).isFalse();
        return posted.events().getFirst();
    }

    private static String json(InboundEvent envelope) {
        return new String(Json.bytes(envelope.event()), StandardCharsets.UTF_8);
    }

    @Test
    void eventBridgesOwn() {
        InboundEvent event = one(
                "application/json",
                Map.of(),
                "{\"id\": \"1\", \"source\": \"acme\", \"detail-type\": \"Shipped\", \"detail\": {\"result\": {\"a\": 1}}}");

        assertThat(event.source()).isEqualTo("acme");
        assertThat(event.detailType()).isEqualTo("Shipped");
        assertThat(event.detail().at("/result/a").asInt()).isEqualTo(1);
    }

    @Test
    void aStructuredCloudEvent() {
        InboundEvent event = one("application/cloudevents+json", Map.of(), EVENT);

        assertThat(json(event)).isEqualTo(SEEN);
        assertThat(event.id()).isEqualTo("e1");
        assertThat(event.source()).isEqualTo("/orders");
        assertThat(event.detailType()).isEqualTo("com.acme.shipped");
    }

    @Test
    void aStructuredCloudEventThatAnApiDestinationBringsAsPlainJson() {
        assertThat(json(one("application/json", Map.of(), EVENT))).isEqualTo(SEEN);
    }

    @Test
    void aBinaryCloudEvent() {
        Map<String, String> headers = Map.of(
                "CE-SpecVersion", "1.0",
                "ce-id", "e1",
                "ce-source", "/orders",
                "ce-type", "Stra%C3%9Fe 100%25+1",
                "ce-region", "eu");

        InboundEvent event = one("application/json", headers, "{\"order\": 7}");

        assertThat(event.detailType()).isEqualTo("Straße 100%+1");
        assertThat(event.detail().path("order").asInt()).isEqualTo(7);
        assertThat(event.event().path("region").asText()).isEqualTo("eu");
    }

    @Test
    void dataInBase64() {
        InboundEvent event = one(
                "application/cloudevents+json",
                Map.of(),
                "{\"specversion\": \"1.0\", \"id\": \"e\", \"source\": \"s\", \"type\": \"t\", \"data_base64\": \"eyJhIjoxfQ==\"}");

        assertThat(event.detail().path("a").asInt()).isEqualTo(1);
    }

    @Test
    void aBatch() {
        PostedEventParser.Posted posted = read(
                "application/cloudevents-batch+json", Map.of(), "[" + EVENT + ", " + EVENT.replace("e1", "e2") + "]");

        assertThat(posted.batch()).isTrue();
        assertThat(posted.events()).extracting(InboundEvent::id).containsExactly("e1", "e2");
        assertThat(read("application/cloudevents-batch+json", Map.of(), "[]").events())
                .isEmpty();
    }

    @Test
    void aBatchWithAWrongEventIsRefusedAsAWhole() {
        assertThatThrownBy(() -> read("application/cloudevents-batch+json", Map.of(), "[" + EVENT + ", {}]"))
                .isInstanceOfSatisfying(
                        InvalidEventException.class,
                        wrong -> assertThat(wrong.field()).isEqualTo("[1].specversion"));
    }

    @Test
    void aBatchOfTooManyIsRefused() {
        String body = "[" + (EVENT + ",").repeat(PostedEventParser.MAX_EVENTS) + EVENT + "]";

        assertThatThrownBy(() -> read("application/cloudevents-batch+json", Map.of(), body))
                .hasMessageContaining("at most 100");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | no JSON | body",
                "application/json | [1] | detail",
                "application/json | {\"detail\": {}} | detail-type",
                "application/json | {\"detail-type\": \"a\"} | detail",
                "application/cloudevents+json | 1 | body",
                "application/cloudevents+json | {\"specversion\": \"0.3\"} | specversion",
                "application/cloudevents+json | {\"specversion\": \"1.0\", \"id\": \"1\", \"type\": \"t\"} | source",
                "application/cloudevents+json | {\"specversion\": \"1.0\", \"id\": 1, \"source\": \"s\", \"type\": \"t\"} | id",
                "application/cloudevents+json | {\"specversion\": \"1.0\", \"id\": \"1\", \"source\": \"s\", \"type\": \"t\"} | data",
                "application/cloudevents+json | {\"specversion\": \"1.0\", \"data_base64\": \"%\"} | data_base64",
                "application/cloudevents-batch+json | {} | body"
            })
    void whatIsWrongIsNamed(String type, String body, String field) {
        assertThatThrownBy(() -> read(type, Map.of(), body))
                .isInstanceOfSatisfying(
                        InvalidEventException.class,
                        wrong -> assertThat(wrong.field()).isEqualTo(field));
    }
}
