package io.taskgate.payload.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.testing.payload.TestJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Checks that the projection over bytes has the same result as the tree, byte for byte, and rejects the same
/// input.
class ProjectionTest {

    private static final JsonNode CONTEXT = TestJson.of("{}");
    private static final int MAX = 1 << 20;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'InputPath': '$.a'}",
                "{'OutputPath': '$.a.b[0]'}",
                "{'InputPath': '$.a', 'OutputPath': '$.b', 'ResultPath': '$'}",
                "{'OutputPath': '$.a[*].b'}",
                "{'ResultSelector': {'a.$': '$.a', 'b': 1}}",
                "{'Parameters': {'ids.$': '$.a[*].id', 'brief.$': '$.b[*][\\'x\\',\\'y\\']', 'all.$': '$.c.*'}}",
                "{'Parameters': {'a.$': '$$.a', 'b.$': 'States.UUID()', 'c.$': '$.c'}}",
                "{'InputPath': '$.a', 'Parameters': {'x.$': '$.b', 'y': [1, {'z.$': '$'}], 'e': {}, 'n': []}}"
            })
    void selectingShapesNeedNoTree(String shape) {
        assertThat(Shape.compile(TestJson.of(shape)).isSelecting()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'InputPath': null}",
                "{'InputPath': '$.a[*]'}",
                "{'InputPath': '$.a[-1]'}",
                "{'InputPath': '$$.a'}",
                "{'OutputPath': null}",
                "{'OutputPath': '$.a[0:2]'}",
                "{'ResultPath': null}",
                "{'ResultPath': '$.a'}",
                "{'Assign': {'a': 1}}",
                "{'Parameters': {}, 'ResultSelector': {}}",
                "{'Parameters': {'a.$': 'States.ArrayLength($.a)'}}",
                "{'Parameters': {'a.$': '$.a[?(@.b)]'}}",
                "{'Parameters': {'a.$': '$..a'}}",
                "{'Parameters': {'a.$': '$.a'}, 'OutputPath': '$.a'}",
                "{'Output': 1}"
            })
    void allOthersDo(String shape) {
        assertThat(Shape.compile(TestJson.of(shape)).isSelecting()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "$.a ~ { \"a\" : [ 1 , 2 ] } ~ [1,2]",
                "$.a ~ {\"a\":\"\\u0041\\/\"} ~ \"A/\"",
                "$.a ~ {\"a\":[-0,-0.0,1e5,1.50,0.0000001,0.000001,100000,-1,0.1,10.000001]} "
                        + "~ [0,0.0,1E+5,1.50,1E-7,0.000001,100000,-1,0.1,10.000001]",
                "$.a ~ {\"a\":[true,false,null,\"e1E5 -0 .\"]} ~ [true,false,null,\"e1E5 -0 .\"]",
                "$ ~  7 ~ 7",
                "$[1] ~ [1,\"ü€😀\",3] ~ \"ü€😀\"",
                "$.a.b ~ {\"b\":0,\"a\":{\"c\":1,\"b\":{}}} ~ {}"
            })
    void writesAsTheTreeDoes(String path, String json, String expected) throws IOException {
        Shape shape = Shape.compile(TestJson.of("{'InputPath': '" + path + "'}"));
        assertThat(shape.apply(json.getBytes(StandardCharsets.UTF_8), CONTEXT, MAX))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("io.taskgate.payload.json.HostileJsonTest#hostile")
    void refusesHostileJsonToo(byte[] json) {
        Shape shape = Shape.compile(TestJson.of("{'InputPath': '$.nothing'}"));
        assertThatThrownBy(() -> shape.apply(json, CONTEXT, MAX))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("[A-Z]\\w+ .+")
                .hasMessageNotContaining("secret");
    }
}
