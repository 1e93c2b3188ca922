package io.taskgate.payload.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.InvalidJsonException;
import io.taskgate.payload.json.scan.DuplicateNameDetector;
import io.taskgate.payload.json.scan.JsonScanner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Parses JSON text into a tree, except for some members of one object (payloads in their envelope), which
/// stay text.
public final class PartialTreeParser {

    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    /// The value of a member and its position in the text.
    private record Range(String name, int from, int to) {}

    private final JsonScanner json;
    private final long[] path;
    private final Map<Long, String> members;
    private final List<Range> found = new ArrayList<>();

    private PartialTreeParser(JsonScanner json, List<String> path, Set<String> members) {
        this.json = json;
        this.path = path.stream().mapToLong(DuplicateNameDetector::idOf).toArray();
        this.members = members.stream().collect(Collectors.toMap(DuplicateNameDetector::idOf, Function.identity()));
    }

    /// Parses as strictly as [Json#parseBounded(byte\[\])].
    ///
    /// @param path    the names that lead to the object; empty for the root
    /// @param members the members whose values become [JsonText#node()]s, if present
    /// @throws InvalidJsonException if the text is not exactly one JSON value; the message gives the position
    /// and no content
    public static JsonNode parse(byte[] utf8, List<String> path, Set<String> members) throws InvalidJsonException {
        PartialTreeParser lifted = new PartialTreeParser(new JsonScanner(utf8), path, members);
        lifted.find();
        JsonNode tree = Json.parseBounded(lifted.rest(utf8));
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

    private void find() throws InvalidJsonException {
        try {
            json.readAll(p -> value(p, 0));
        } catch (InvalidJsonException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("JSON in memory could not be read.", e);
        }
    }

    /// @param level the number of names of the path that lead here
    private int value(int start, int level) throws IOException {
        if (json.at(start) != '{') {
            return json.value(start, level);
        }
        int depth = level + 1;
        int p = json.openObject(start, depth);
        int count = 0;
        boolean open = json.at(p) != '}';
        while (open) {
            int from = json.member(p, depth, count++);
            p = json.next(memberValue(from, level, json.name()), '}');
            open = p >= 0;
        }
        return count == 0 ? p + 1 : ~p;
    }

    private int memberValue(int from, int level, long name) throws IOException {
        if (level < path.length && path[level] == name) {
            return value(from, level + 1);
        }
        int to = json.value(from, level + 1);
        @Nullable String member = level == path.length ? members.get(name) : null;
        if (member != null) {
            found.add(new Range(member, from, to));
        }
        return to;
    }

    /// Returns the text with `null` in place of each member.
    private byte[] rest(byte[] utf8) {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        int from = 0;
        for (Range range : found) {
            rest.write(utf8, from, range.from() - from);
            rest.writeBytes(NULL);
            from = range.to();
        }
        rest.write(utf8, from, utf8.length - from);
        return rest.toByteArray();
    }
}
