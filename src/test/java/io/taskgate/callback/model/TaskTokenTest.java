package io.taskgate.callback.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class TaskTokenTest {

    @Test
    void hidesItself() {
        TaskToken token = TaskToken.of("secret-token");
        assertThat(token.toString()).isEqualTo("TaskToken[hidden]");
        assertThat("%s".formatted(token)).doesNotContain("secret");
        assertThat(token.reveal()).isEqualTo("secret-token");
    }

    @Test
    void isNotWrittenAsJson() throws JsonProcessingException {
        ObjectMapper mapper =
                new ObjectMapper().disable(com.fasterxml.jackson.databind.SerializationFeature.FAIL_ON_EMPTY_BEANS);
        assertThat(mapper.writeValueAsString(TaskToken.of("secret-token"))).doesNotContain("secret");
    }

    @Test
    void isEqualByValue() {
        assertThat(TaskToken.of("a")).isEqualTo(TaskToken.of("a")).hasSameHashCodeAs(TaskToken.of("a"));
        assertThat(TaskToken.of("a")).isNotEqualTo(TaskToken.of("b"));
    }

    @Test
    void itsDigestIsSha256() {
        assertThat(TaskToken.of("abc").digest())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void takesUpToTheLimit() {
        assertThat(TaskToken.of("x".repeat(2048)).reveal()).hasSize(2048);
    }

    @Test
    void refusesTooLongAndEmptyWithoutSayingThem() {
        assertThatThrownBy(() -> TaskToken.of("x".repeat(2049)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("xx");
        assertThatThrownBy(() -> TaskToken.of("")).isInstanceOf(IllegalArgumentException.class);
    }
}
