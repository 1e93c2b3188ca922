package io.taskgate.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceholderTemplateTest {

    private static JsonNode json(String text) throws IOException {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/fixed | {} | /fixed",
                "/{a}/{$.b.c}/{$.l[1]} | {\"a\": 1, \"b\": {\"c\": true}, \"l\": [0, \"x\"]} | /1/true/x",
                "{a b} | {\"a b\": 1.50} | 1.50",
                "{a.b} | {\"a.b\": \"it\"} | it",
                "{it's} | {\"it's\": \"so\"} | so",
            })
    void slotsAreFilled(String text, String payload, String filled) throws IOException {
        PlaceholderTemplate slots = PlaceholderTemplate.compile(text);
        assertThat(slots.render(json(payload))).isEqualTo(filled);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{a} | {}",
                "{a} | {\"a\": null}",
                "{a} | {\"a\": \"\"}",
                "{a} | {\"a\": [1]}",
                "{$.a.b} | {\"a\": 1}"
            })
    void whatIsNotThereIsNamedBySlot(String text, String payload) throws IOException {
        JsonNode json = json(payload);
        PlaceholderTemplate slots = PlaceholderTemplate.compile(text);
        assertThatThrownBy(() -> slots.render(json))
                .isInstanceOfSatisfying(PlaceholderTemplate.MissingValueException.class, e -> {
                    assertThat(text).isEqualTo("{" + e.slot() + "}");
                    assertThat(e.problem()).isNotBlank();
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"a/b?c=d&e | a%2Fb%3Fc%3Dd%26e", "a b+* | a%20b%2B%2A", "-._~9Z | -._~9Z", "é | %C3%A9", "% | %25"
            })
    void valuesOfUrlsArePercentEncoded(String value, String encoded) throws IOException {
        PlaceholderTemplate path = PlaceholderTemplate.compile("/x%20y/{v}");
        assertThat(path.renderUrl(json("{\"v\": \"" + value + "\"}"))).isEqualTo("/x%20y/" + encoded);
    }

    @Test
    void fixedTextIsKnown() {
        assertThat(PlaceholderTemplate.compile("/a").isFixed()).isTrue();
        assertThat(PlaceholderTemplate.compile("/{a}").isFixed()).isFalse();
        assertThat(PlaceholderTemplate.compile("/{job}/x/{job}").hasOnly("job")).isTrue();
        assertThat(PlaceholderTemplate.compile("/{job}/{other}").hasOnly("job")).isFalse();
        assertThat(PlaceholderTemplate.compile("/{a}?b={c}").sample()).isEqualTo("/x?b=x");
    }
}
