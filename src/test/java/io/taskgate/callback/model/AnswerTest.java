package io.taskgate.callback.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.payload.json.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTest {

    /// Records live for months, so the digest of an answer must never change. The values come from the first
    /// version.
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "null ~ a313ec7c8cc2f965076d16fc95bdfd64f1f7959dd9d319bc3baf175b4a6de1c9",
                "true ~ aef6e3bcc5341c8ba09e65b9aaeda7798fb907c1de96eb97c862d4cf18c53fc0",
                "17 ~ 02debabf6f2d655b737b6b9701e96e6c1d6aed313c52cf3a39bf90f3232e1f1a",
                "-0.0 ~ 7c6defaa6f7435eea30fb07c6aeb9da6ef5dd8d8f141c304724c0d31c2eb1dc9",
                "1.50e3 ~ e80b9a19214bae4ca7afea4b133f06f639190b335fb8ea5f20a5e0b0c5b08408",
                "\"\" ~ a7f1f8bd377a4466d5079e75bf9476892ca0e60daad0410d55bcaedb249be525",
                "\"a\\u00e9\\n\\\"€😀\" ~ b225f8c2b9374c1c36e377b972a70993690b633694d090643b88997f831cc2a3",
                "[] ~ 194d9a55b484dcde1f7a1b0e7f5f85f34a9706ad10aabf832fb37500860cccbd",
                "{} ~ e653da6ab6198982a9b062ff92b81c8745fa502ade8ec3a9ddd6469de2b4df19",
                "[1,[2,{\"b\":null,\"a\":[false]}],\"x\"] ~ ee75b94dc2ef9a484f5333f7d5e9bb1bcef42120a143b489e6f4c24fa3925b7b",
                "{\"approved\":true,\"by\":\"kim\",\"sum\":12.50,\"lines\":[{\"id\":1,\"qty\":100},{\"qty\":2,\"id\":\"2\"}]}"
                        + " ~ dada51b1b2e149dc16eaf8cf12e9c3ea4b7a57fc4dd6b134e0e74a3a9040f5ce",
                "{\"\\ue000\":1,\"\\ud83d\\ude00\":2,\"z\":{\"B\":1,\"a\":2}}"
                        + " ~ 9a2c93d4ed68ab1574bc7aa8f97cdb80dbc1f87f0cf4de0f6569c6522e35e6d7"
            })
    void theDigestOfASuccessNeverChanges(String json, String digest) throws IOException {
        JsonText result = JsonText.parse(json.getBytes(StandardCharsets.UTF_8));
        assertThat(new Answer.Success(result).digest()).isEqualTo(digest);
    }

    @Test
    void theDigestOfAFailureNeverChanges() {
        assertThat(new Answer.Failure("E", null).digest())
                .isEqualTo("313af3d0eae672a206f205a29186ac1a10246e5fedfc9b337119784a518ce5b0");
        assertThat(new Answer.Failure("E", "c").digest())
                .isEqualTo("3b7d4896f64c77cb7aab3efc0a9a0de0f53ffbbf15648605aae8d530b1fb2c39");
    }
}
