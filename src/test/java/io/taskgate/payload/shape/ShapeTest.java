package io.taskgate.payload.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.PathNotFoundException;
import io.taskgate.testing.payload.TestJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeTest {

    private static final JsonNode PAYLOAD = TestJson.of("{'order': {'id': 7, 'note': 'long'}, 'extra': true}");
    private static final JsonNode CONTEXT = TestJson.of("{'State': {'Name': 'Await'}}");

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{} ~ {'order': {'id': 7, 'note': 'long'}, 'extra': true}",
                "{'InputPath': '$.order'} ~ {'id': 7, 'note': 'long'}",
                "{'InputPath': null} ~ {}",
                "{'InputPath': '$$.State'} ~ {'Name': 'Await'}",
                "{'Parameters': {'id.$': '$.order.id'}} ~ {'id': 7}",
                "{'InputPath': '$.order', 'Parameters': {'no.$': '$.id'}} ~ {'no': 7}",
                "{'ResultSelector': {'x.$': '$.extra'}} ~ {'x': true}",
                "{'Parameters': {'p.$': '$.order.id'}, 'ResultSelector': {'r.$': '$.p'}} ~ {'r': 7}",
                "{'InputPath': '$.order.id', 'ResultPath': '$.no'} "
                        + "~ {'order': {'id': 7, 'note': 'long'}, 'extra': true, 'no': 7}",
                "{'ResultPath': null, 'InputPath': '$.order'} ~ {'order': {'id': 7, 'note': 'long'}, 'extra': true}",
                "{'ResultPath': '$', 'InputPath': '$.order.id'} ~ 7",
                "{'OutputPath': '$.order.id'} ~ 7",
                "{'OutputPath': null} ~ {}",
                "{'Assign': {'n.$': '$.order.id', 'k': 3}, 'InputPath': '$.extra', "
                        + "'Parameters': {'is.$': '$', 's.$': 'States.MathAdd($n, $k)'}} ~ {'is': true, 's': 10}",
                "{'QueryLanguage': 'JSONPath', 'Assign': {'o.$': '$.order'}, 'OutputPath': '$o.id'} ~ 7",
                "{'InputPath': '$.order', 'Parameters': {'a.$': '$.id'}, 'ResultSelector': {'b.$': '$.a'}, "
                        + "'ResultPath': '$.c.d', 'OutputPath': '$.c'} ~ {'d': {'b': 7}}"
            })
    void trims(String shape, String expected) {
        assertThat(Shape.compile(TestJson.of(shape)).apply(PAYLOAD, CONTEXT)).isEqualTo(TestJson.of(expected));
    }

    @Test
    void leavesWhatCameAlone() {
        JsonNode payload = PAYLOAD.deepCopy();
        Shape.compile(TestJson.of("{'Parameters': {'id.$': '$.order.id'}, 'ResultPath': '$.order.no'}"))
                .apply(payload, CONTEXT);
        assertThat(payload).isEqualTo(PAYLOAD);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{'InputPath': '$.gone'} ~ InputPath",
                "{'Parameters': {'a.$': '$.gone'}} ~ Parameters",
                "{'ResultSelector': {'a.$': '$.gone'}} ~ ResultSelector",
                "{'OutputPath': '$.gone'} ~ OutputPath"
            })
    void namesThePartAndThePathThatFindsNothing(String shape, String part) {
        Shape compiled = Shape.compile(TestJson.of(shape));
        assertThatThrownBy(() -> compiled.apply(PAYLOAD, CONTEXT))
                .isInstanceOf(PathNotFoundException.class)
                .hasMessageStartingWith(part + ": ")
                .hasMessageContaining("$.gone")
                .hasMessageNotContaining("long");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "[] ~ A shape is an object",
                "{'Inputpath': '$'} ~ \"Inputpath\" is not a part of a shape",
                "{'InputPath': 7} ~ InputPath must be a path",
                "{'InputPath': 'order'} ~ InputPath: \"order\" is not a valid path",
                "{'Parameters': '$.order'} ~ Parameters must be an object",
                "{'Parameters': {'x': [{'a.$': '$.b c'}]}} ~ Parameters.x.a.$: \"$.b c\"",
                "{'Parameters': {'a.$': 'States.Nope()'}} ~ Parameters.a.$: Unknown function States.Nope",
                "{'Parameters': {'a.$': '$v'}} ~ Parameters: Unknown variable $v",
                "{'Assign': {'v': 1, 'w.$': '$v'}} ~ Assign: Unknown variable $v",
                "{'ResultPath': '$.a[*]'} ~ ResultPath: \"$.a[*]\" is not a reference path",
                "{'ResultPath': '$$.a'} ~ ResultPath: \"$$.a\" is not a reference path"
            })
    void namesThePartThatIsWrong(String shape, String message) {
        assertThatThrownBy(() -> Shape.compile(TestJson.of(shape)))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining(message);
    }
}
