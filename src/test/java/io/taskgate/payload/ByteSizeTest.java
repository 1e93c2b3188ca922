package io.taskgate.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "262144,262144",
        "17B,17",
        "200KiB,204800",
        "1MiB,1048576",
        "10M,10485760",
        "64k,65536",
        "2GiB,2147483648",
        "2G,2147483648",
        "' 32 KiB ',32768"
    })
    void readsSizes(String text, long bytes) {
        assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "KiB", "-1", "1.5KiB", "1 2", "0x10", "9999999999999"})
    void refusesWhatIsNoSize(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("\"" + text + "\"", "200KiB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1KB", "1kib", "1TiB", "1 mb"})
    void refusesOtherUnits(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("Unknown unit", "KiB, MiB or GiB");
    }
}
