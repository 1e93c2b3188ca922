package io.taskgate.payload.claimcheck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.json.Json;
import io.taskgate.testing.payload.TestJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadReferenceTest {

    private static final String WHOLE = "{'Bucket': 'b', 'Key': 'k', 'bytes': 412380, 'sha256': 'ab', "
            + "'contentType': 'application/json', 'summary': {'n': 1.50}}";

    @Test
    void readsBackWhatItWrote() {
        PayloadReference reference =
                new PayloadReference("b", "k", 412_380, "ab", "application/json", TestJson.of("{'n': 1.50}"));
        assertThat(Json.bytes(reference.toJson())).isEqualTo(Json.bytes(TestJson.of(WHOLE)));
        assertThat(PayloadReference.fromJson(TestJson.of(WHOLE))).contains(reference);
    }

    @Test
    void contentTypeAndSummaryMayBeMissing() {
        JsonNode bare = TestJson.of("{'Bucket': 'b', 'Key': 'k', 'bytes': 1, 'sha256': 'ab'}");
        assertThat(PayloadReference.fromJson(bare))
                .contains(new PayloadReference("b", "k", 1, "ab", "application/json", TestJson.of("{}")));
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
        assertThat(PayloadReference.fromJson(TestJson.of(json))).isEmpty();
    }
}
