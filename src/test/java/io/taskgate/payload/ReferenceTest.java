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
}
