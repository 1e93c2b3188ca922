package io.taskgate.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The table of the stub: items in DynamoDB's JSON by ID. Conditions are accepted without evaluation; the
/// gateway's update expressions (`SET` of values, `list_append` and sums, `REMOVE`) are applied. Thread-safe.
final class StubTable {

    private static final String ID = "id";
    private static final Pattern SET =
            Pattern.compile("(#\\w+) = (?:list_append\\((#\\w+), (:v\\d+)\\)|(#\\w+) \\+ (:v\\d+)|(:v\\d+))");
    private static final String REMOVE = "REMOVE ";

    private final Map<String, ObjectNode> items = new ConcurrentHashMap<>();
    private final Map<String, Program> programs = new ConcurrentHashMap<>();

    /// A parsed update expression; the gateway uses only a few.
    private record Program(List<Assignment> sets, List<String> removals) {}

    /// An assignment of an update expression.
    ///
    /// @param base the attribute that is appended or added to; null if the value replaces the old one
    private record Assignment(String name, @Nullable String base, boolean append, String value) {}

    void put(JsonNode request) {
        ObjectNode item = (ObjectNode) request.get("Item");
        items.put(id(item), item);
    }

    @Nullable ObjectNode get(JsonNode request) {
        return items.get(id(request.get("Key")));
    }

    void delete(JsonNode request) {
        items.remove(id(request.get("Key")));
    }

    void clear() {
        items.clear();
    }

    /// Applies an update.
    ///
    /// @return the item after the update; null if there is none
    @Nullable ObjectNode update(JsonNode request) {
        Program program =
                programs.computeIfAbsent(request.get("UpdateExpression").textValue(), StubTable::read);
        return items.computeIfPresent(id(request.get("Key")), (id, existing) -> apply(program, existing, request));
    }

    private static ObjectNode apply(Program program, ObjectNode existing, JsonNode request) {
        JsonNode names = request.get("ExpressionAttributeNames");
        JsonNode values = request.get("ExpressionAttributeValues");
        ObjectNode after = JsonNodeFactory.instance.objectNode();
        after.setAll(existing);
        for (Assignment set : program.sets()) {
            JsonNode value = values.get(set.value());
            JsonNode base = set.base() == null
                    ? null
                    : existing.get(names.get(set.base()).textValue());
            after.set(names.get(set.name()).textValue(), result(base, set.append(), value));
        }
        program.removals().forEach(removal -> after.remove(names.get(removal).textValue()));
        return after;
    }

    private static JsonNode result(@Nullable JsonNode base, boolean append, JsonNode value) {
        if (base == null) {
            return value;
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        if (append) {
            ArrayNode list = result.putArray("L");
            list.addAll((ArrayNode) base.get("L")).addAll((ArrayNode) value.get("L"));
            return result;
        }
        long sum = Long.parseLong(base.get("N").textValue())
                + Long.parseLong(value.get("N").textValue());
        return result.put("N", Long.toString(sum));
    }

    private static Program read(String expression) {
        int remove = expression.indexOf(REMOVE);
        String sets = remove < 0 ? expression : expression.substring(0, remove);
        List<Assignment> assignments = new ArrayList<>();
        Matcher matcher = SET.matcher(sets);
        while (matcher.find()) {
            assignments.add(
                    matcher.group(2) != null
                            ? new Assignment(matcher.group(1), matcher.group(2), true, matcher.group(3))
                            : matcher.group(4) != null
                                    ? new Assignment(matcher.group(1), matcher.group(4), false, matcher.group(5))
                                    : new Assignment(matcher.group(1), null, false, matcher.group(6)));
        }
        List<String> removals = remove < 0
                ? List.of()
                : Arrays.stream(expression.substring(remove + REMOVE.length()).split(","))
                        .map(String::strip)
                        .toList();
        return new Program(assignments, removals);
    }

    private static String id(JsonNode key) {
        return key.get(ID).get("S").textValue();
    }
}
