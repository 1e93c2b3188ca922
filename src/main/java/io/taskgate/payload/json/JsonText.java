package io.taskgate.payload.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.POJONode;
import io.taskgate.payload.InvalidJsonException;
import io.taskgate.payload.json.scan.JsonScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// One JSON value as compact text in UTF-8, as [Json#bytes(JsonNode)] would write it: its length is what it
/// weighs. A tree of it is built only where somebody asks for one. The array belongs to the record: nobody
/// changes it.
///
/// @param utf8 valid and compact
public record JsonText(byte[] utf8) implements JsonSerializable {

    public static final JsonText EMPTY_OBJECT = of(JsonNodeFactory.instance.objectNode());

    /// Reads text from outside, as strictly as [Json#parse(byte\[\])]. Blanks are dropped, and numbers and
    /// escapes written in the one way in which a tree writes them.
    ///
    /// @throws InvalidJsonException when it is not exactly one JSON value; says the place, no content
    public static JsonText parse(byte[] utf8) throws InvalidJsonException {
        return new JsonText(JsonScanner.compact(utf8));
    }

    /// The text of a tree, or the text that [#node()] put into one.
    public static JsonText of(JsonNode json) {
        return json instanceof POJONode node && node.getPojo() instanceof JsonText text
                ? text
                : new JsonText(Json.bytes(json));
    }

    public JsonNode tree() {
        return Json.trusted(utf8);
    }

    /// Stands for the value in a tree, and is written as this text. It can't be looked into.
    public JsonNode node() {
        return JsonNodeFactory.instance.pojoNode(this);
    }

    /// In bytes.
    public int size() {
        return utf8.length;
    }

    @Override
    public void serialize(JsonGenerator json, SerializerProvider provider) throws IOException {
        json.writeRawValue(new String(utf8, StandardCharsets.UTF_8));
    }

    @Override
    public void serializeWithType(JsonGenerator json, SerializerProvider provider, TypeSerializer type)
            throws IOException {
        serialize(json, provider);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonText(byte[] that) && Arrays.equals(utf8, that);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(utf8);
    }

    /// Without the content: it may be anybody's secret.
    @Override
    public String toString() {
        return "JsonText[" + utf8.length + " B]";
    }
}
