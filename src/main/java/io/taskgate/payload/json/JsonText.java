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

/// One JSON value as compact text in UTF-8, as [Json#bytes(JsonNode)] writes it. Its length is the size that
/// counts against limits. A tree is built only on request. The array belongs to the record and must not be
/// changed.
///
/// @param utf8 valid and compact
public record JsonText(byte[] utf8) implements JsonSerializable {

    public static final JsonText EMPTY_OBJECT = of(JsonNodeFactory.instance.objectNode());

    /// Parses external text as strictly as [Json#parse(byte\[\])]. Removes whitespace and normalizes numbers
    /// and escapes.
    ///
    /// @throws InvalidJsonException if the text is not exactly one JSON value; the message gives the position
    /// and no content
    public static JsonText parse(byte[] utf8) throws InvalidJsonException {
        return new JsonText(JsonScanner.compact(utf8));
    }

    /// Returns the text of a tree, or the text of a [#node()] in a tree.
    public static JsonText of(JsonNode json) {
        return json instanceof POJONode node && node.getPojo() instanceof JsonText text
                ? text
                : new JsonText(Json.bytes(json));
    }

    public JsonNode tree() {
        return Json.parseTrusted(utf8);
    }

    /// Returns a node that represents this value in a tree and is written as this text. Its content can't be
    /// read from the tree.
    public JsonNode node() {
        return JsonNodeFactory.instance.pojoNode(this);
    }

    /// Returns the size in bytes.
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

    /// Omits the content, which can be confidential.
    @Override
    public String toString() {
        return "JsonText[" + utf8.length + " B]";
    }
}
