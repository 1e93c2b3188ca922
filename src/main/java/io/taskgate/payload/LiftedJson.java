package io.taskgate.payload;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// A JSON text as a tree but for some members of one object, payloads in their envelope, which stay text.
public final class LiftedJson {

    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    /// A member's value, and where it stands in the text.
    private record Range(String name, int from, int to) {}

    private final byte[] json;
    private final Set<String> members;
    private final List<Range> found = new ArrayList<>();

    private LiftedJson(byte[] json, Set<String> members) {
        this.json = json;
        this.members = members;
    }

    /// As strict as [Json#parse(byte\[\])].
    ///
    /// @param path    the names that lead to the object; empty for the whole
    /// @param members whose values are [JsonText#node()]s in the tree, as far as they are there
    /// @throws IOException when it is not exactly one JSON value; the message gives the place and no content
    public static JsonNode parse(byte[] utf8, List<String> path, Set<String> members) throws IOException {
        LiftedJson lifted = new LiftedJson(utf8, members);
        lifted.find(path);
        JsonNode tree = Json.parse(lifted.rest());
        JsonNode object = tree;
        for (String name : path) {
            object = object.path(name);
        }
        for (Range range : lifted.found) {
            JsonText text = JsonText.parse(Arrays.copyOfRange(utf8, range.from(), range.to()));
            ((ObjectNode) object).set(range.name(), text.node());
        }
        return tree;
    }

    /// The text with `null` in each member's place.
    private byte[] rest() {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        int from = 0;
        for (Range range : found) {
            rest.write(json, from, range.from() - from);
            rest.writeBytes(NULL);
            from = range.to();
        }
        rest.write(json, from, json.length - from);
        return rest.toByteArray();
    }

    /// Reads to the end, so that places in messages are places in the whole text, and nesting is counted in it.
    private void find(List<String> path) throws IOException {
        Json.checkText(json);
        try (JsonParser parser = Json.FACTORY.createParser(json)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                within(parser, path);
            }
            JsonToken token = parser.currentToken();
            while (token != null) {
                token = parser.nextToken();
            }
        } catch (JsonProcessingException e) {
            throw Json.refusal(e);
        }
    }

    /// The parser stands at an object's start, and afterwards at its end.
    private void within(JsonParser parser, List<String> path) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (path.isEmpty() && members.contains(name)) {
                note(parser, name);
            } else if (!path.isEmpty() && path.getFirst().equals(name) && value == JsonToken.START_OBJECT) {
                within(parser, path.subList(1, path.size()));
            } else {
                parser.skipChildren();
            }
        }
    }

    private void note(JsonParser parser, String name) throws IOException {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        found.add(new Range(name, from, (int) parser.currentLocation().getByteOffset()));
    }
}
