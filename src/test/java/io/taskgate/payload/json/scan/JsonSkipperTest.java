package io.taskgate.payload.json.scan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSkipperTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "[1 ,2] ~ 1 ~ 2",
                "[true] ~ 1 ~ 5",
                "-1.50 ~ 0 ~ 5",
                "`null ` ~ 0 ~ 4",
                "[\"a\\\"]\" , 1] ~ 1 ~ 7",
                "{\"a\" : [ {\"]\": \"}\"} , 2 ] , \"b\":1} ~ 7 ~ 25",
                "{\"a\":{}}x ~ 0 ~ 8"
            })
    void saysWhereAValueEnds(String json, int at, int end) {
        assertThat(JsonSkipper.end(json.getBytes(), at)).isEqualTo(end);
    }
}
