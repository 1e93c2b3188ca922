package io.taskgate.payload;

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
        Json.check(utf8);
        LiftedJson lifted = new LiftedJson(utf8, members);
        int start = ValidJson.afterBlanks(utf8, 0);
        if (utf8[start] == '{') {
            lifted.find(start, path);
        }
        JsonNode tree = Json.trusted(lifted.rest());
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

    /// @param object where the object starts
    private void find(int object, List<String> path) {
        int at = ValidJson.afterBlanks(json, object + 1);
        while (json[at] == '"') {
            int nameEnd = ValidJson.stringEnd(json, at);
            String name = name(at, nameEnd);
            int colon = ValidJson.afterBlanks(json, nameEnd);
            int value = ValidJson.afterBlanks(json, colon + 1);
            int end = ValidJson.end(json, value);
            if (path.isEmpty() && members.contains(name)) {
                found.add(new Range(name, value, end));
            } else if (!path.isEmpty() && path.getFirst().equals(name) && json[value] == '{') {
                find(value, path.subList(1, path.size()));
            }
            int behind = ValidJson.afterBlanks(json, end);
            at = json[behind] == ',' ? ValidJson.afterBlanks(json, behind + 1) : behind;
        }
    }

    private String name(int from, int to) {
        String name = new String(json, from + 1, to - from - 2, StandardCharsets.UTF_8);
        return name.indexOf('\\') < 0
                ? name
                : Json.trusted(Arrays.copyOfRange(json, from, to)).textValue();
    }
}
