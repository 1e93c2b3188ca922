package io.taskgate.payload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {

    private static final String WHOLE = "{'Bucket': 'b', 'Key': 'k', 'bytes': 412380, 'sha256': 'ab', "
            + "'contentType': 'application/json', 'summary': {'n': 1.50}}";

    @Test
    void readsBackWhatItWrote() {
        Reference reference = new Reference("b", "k", 412_380, "ab", "application/json", Jsons.of("{'n': 1.50}"));
        assertThat(Json.bytes(reference.toJson())).isEqualTo(Json.bytes(Jsons.of(WHOLE)));
        assertThat(Reference.fromJson(Jsons.of(WHOLE))).contains(reference);
    }

    @Test
    void contentTypeAndSummaryMayBeMissing() {
        JsonNode bare = Jsons.of("{'Bucket': 'b', 'Key': 'k', 'bytes': 1, 'sha256': 'ab'}");
        assertThat(Reference.fromJson(bare))
                .contains(new Reference("b", "k", 1, "ab", "application/json", Jsons.of("{}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "1",
                "'b'",
                "null",
                "{'bucket': 'b', 'key': 'k', 'bytes': 1, 'sha256': 'ab'}",
                "{'Bucket': 'b', 'Key': 'k', 'sha256': 'ab'}",
                "{'Bucket': 'b', 'Key': 'k', 'bytes': '1', 'sha256': 'ab'}",
                "{'Bucket': 'b', 'Key': 'k', 'bytes': 1.5, 'sha256': 'ab'}",
                "{'Bucket': 'b', 'Key': 7, 'bytes': 1, 'sha256': 'ab'}"
            })
    void anythingElseIsNone(String json) {
        assertThat(Reference.fromJson(Jsons.of(json))).isEmpty();
    }

    @Test
    void aSummaryShowsShortValuesAndSizes() {
        JsonNode summary = Summary.of(
                Jsons.of("{'id': 7, 'lines': [1, 2], 'to': {'a': 1}, 'no': null, 'text': '" + "x".repeat(65) + "'}"));
        assertThat(summary).isEqualTo(Jsons.of("{'id': 7, 'lines': '2 elements', 'to': '1 fields', 'no': null}"));
    }

    @Test
    void aSummaryOfAnArrayShowsItsLength() {
        assertThat(Summary.of(Jsons.of("[1, 2, 3]"))).isEqualTo(Jsons.of("{'elements': 3}"));
    }

    @Test
    void aSummaryStaysSmall() {
        StringBuilder json = new StringBuilder("{'z': 1");
        for (int i = 0; i < 500; i++) {
            json.append(", 'a-rather-long-name-")
                    .append(i)
                    .append("': '")
                    .append("y".repeat(60))
                    .append("'");
        }
        assertThat(Json.bytes(Summary.of(Jsons.of(json + "}")))).hasSizeLessThanOrEqualTo(1024);
    }
}
