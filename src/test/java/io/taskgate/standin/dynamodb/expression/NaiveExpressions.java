package io.taskgate.standin.dynamodb.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A second implementation of expressions from the developer guide, over plain JSON and without the
/// stand-in's types, as simple as possible. An expression is a JSON tree of arrays, such as `["=", path,
/// value]`; see [RandomExpression].
final class NaiveExpressions {

    /// The update can't be applied.
    static final class Refused extends RuntimeException {}

    private NaiveExpressions() {}

    static boolean holds(JsonNode condition, JsonNode item) {
        String operator = condition.get(0).asText();
        return switch (operator) {
            case "AND" -> holds(condition.get(1), item) && holds(condition.get(2), item);
            case "OR" -> holds(condition.get(1), item) || holds(condition.get(2), item);
            case "NOT" -> !holds(condition.get(1), item);
            case "attribute_exists" -> value(condition.get(1), item) != null;
            case "attribute_not_exists" -> value(condition.get(1), item) == null;
            case "attribute_type" -> {
                JsonNode value = value(condition.get(1), item);
                yield value != null && type(value).equals(text(condition.get(2), item));
            }
            case "BETWEEN" ->
                compares(">=", value(condition.get(1), item), value(condition.get(2), item))
                        && compares("<=", value(condition.get(1), item), value(condition.get(3), item));
            case "IN" -> {
                JsonNode value = value(condition.get(1), item);
                boolean found = false;
                for (int i = 2; i < condition.size(); i++) {
                    found |= value != null && same(value, value(condition.get(i), item));
                }
                yield found;
            }
            case "begins_with" -> {
                JsonNode value = value(condition.get(1), item);
                JsonNode prefix = value(condition.get(2), item);
                yield value != null
                        && prefix != null
                        && type(value).equals(type(prefix))
                        && (type(value).equals("S") || type(value).equals("B"))
                        && comparable(value).startsWith(comparable(prefix));
            }
            case "contains" -> contains(value(condition.get(1), item), value(condition.get(2), item));
            default -> compares(operator, value(condition.get(1), item), value(condition.get(2), item));
        };
    }

    private static String text(JsonNode operand, JsonNode item) {
        JsonNode value = value(operand, item);
        return value == null ? "" : value.path("S").asText();
    }

    /// Evaluates a path, a constant or `size`.
    private static @Nullable JsonNode value(JsonNode operand, JsonNode item) {
        return switch (operand.get(0).asText()) {
            case "path" -> {
                JsonNode at = item.path(operand.get(1).asText());
                for (int i = 2; i < operand.size(); i++) {
                    JsonNode step = operand.get(i);
                    at = step.isInt()
                            ? at.path("L").path(step.intValue())
                            : at.path("M").path(step.asText());
                }
                yield at.isMissingNode() ? null : at;
            }
            case "value" -> operand.get(1);
            default -> size(value(operand.get(1), item));
        };
    }

    private static @Nullable JsonNode size(@Nullable JsonNode value) {
        if (value == null) {
            return null;
        }
        int size = switch (type(value)) {
            case "S" -> value.get("S").asText().getBytes(StandardCharsets.UTF_8).length;
            case "B" -> Base64.getDecoder().decode(value.get("B").asText()).length;
            case "N", "BOOL", "NULL" -> -1;
            default -> value.get(type(value)).size();
        };
        return size < 0 ? null : StatesJson.object().put("N", String.valueOf(size));
    }

    private static String type(JsonNode value) {
        return value.fieldNames().next();
    }

    private static BigDecimal number(JsonNode value) {
        return new BigDecimal(value.get("N").asText());
    }

    /// Returns a string with the same order as the value, for strings and binaries: two digits for each byte.
    private static String comparable(JsonNode value) {
        byte[] bytes = type(value).equals("S")
                ? value.get("S").asText().getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode(value.get("B").asText());
        StringBuilder hex = new StringBuilder();
        for (byte b : bytes) {
            hex.append(String.format("%02x", b & 0xff));
        }
        return hex.toString();
    }

    private static boolean same(@Nullable JsonNode one, @Nullable JsonNode two) {
        return one != null && two != null && canonical(one).equals(canonical(two));
    }

    /// Returns the same string for equal values: numbers without trailing zeros, sets in order.
    static JsonNode canonical(JsonNode value) {
        String type = type(value);
        JsonNode content = value.get(type);
        ObjectNode canonical = StatesJson.object();
        switch (type) {
            case "N" -> canonical.put("N", plain(content.asText()));
            case "L" -> content.forEach(element -> canonical.withArray("/L").add(canonical(element)));
            case "M" -> canonical.set("M", canonicalItem(content));
            case "SS", "NS", "BS" -> {
                TreeSet<String> sorted = new TreeSet<>();
                content.forEach(element -> sorted.add(type.equals("NS") ? plain(element.asText()) : element.asText()));
                sorted.forEach(canonical.putArray(type)::add);
            }
            default -> canonical.set(type, content);
        }
        if (type.equals("L") && content.isEmpty()) {
            canonical.putArray("L");
        }
        return canonical;
    }

    static ObjectNode canonicalItem(JsonNode item) {
        ObjectNode canonical = StatesJson.object();
        item.properties().forEach(field -> canonical.set(field.getKey(), canonical(field.getValue())));
        return canonical;
    }

    private static String plain(String number) {
        BigDecimal value = new BigDecimal(number);
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    private static boolean compares(String operator, @Nullable JsonNode one, @Nullable JsonNode two) {
        if (operator.equals("=")) {
            return same(one, two);
        }
        if (operator.equals("<>")) {
            return !same(one, two);
        }
        if (one == null || two == null || !type(one).equals(type(two))) {
            return false;
        }
        int order;
        switch (type(one)) {
            case "N" -> order = number(one).compareTo(number(two));
            case "S", "B" -> order = comparable(one).compareTo(comparable(two));
            default -> {
                return false;
            }
        }
        return switch (operator) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    private static boolean contains(@Nullable JsonNode value, @Nullable JsonNode part) {
        if (value == null || part == null) {
            return false;
        }
        switch (type(value)) {
            case "S" -> {
                return type(part).equals("S")
                        && value.get("S").asText().contains(part.get("S").asText());
            }
            case "B" -> {
                if (!type(part).equals("B")) {
                    return false;
                }
                int at = comparable(value).indexOf(comparable(part));
                while (at > 0 && at % 2 == 1) {
                    at = comparable(value).indexOf(comparable(part), at + 1);
                }
                return at >= 0;
            }
            case "L", "SS", "NS", "BS" -> {
                String type = type(value);
                boolean found = false;
                for (JsonNode element : value.get(type)) {
                    JsonNode typed =
                            type.equals("L") ? element : StatesJson.object().set(type.substring(0, 1), element);
                    found |= same(typed, part);
                }
                return found;
            }
            default -> {
                return false;
            }
        }
    }

    /// Returns the item after `["SET", path, operand]`, `["REMOVE", path]`, `["ADD", path, value]` and
    /// `["DELETE", path, value]`, all applied at once.
    ///
    /// @throws Rejected if one of them does not fit the item
    static ObjectNode updated(JsonNode actions, JsonNode item) {
        ObjectNode after = item.deepCopy();
        List<ArrayNode> changedLists = new ArrayList<>();
        List<Runnable> appended = new ArrayList<>();
        List<JsonNode> byPosition = new ArrayList<>();
        actions.forEach(byPosition::add);
        byPosition.sort(Comparator.comparingInt(NaiveExpressions::lastIndex));
        for (JsonNode action : byPosition) {
            JsonNode result = result(action, item);
            put(action.get(1), result, after, changedLists, appended);
        }
        appended.forEach(Runnable::run);
        changedLists.forEach(list -> {
            for (int i = list.size() - 1; i >= 0; i--) {
                if (list.get(i).isNull()) {
                    list.remove(i);
                }
            }
        });
        return after;
    }

    private static int lastIndex(JsonNode action) {
        JsonNode last = action.get(1).get(action.get(1).size() - 1);
        return last.isInt() ? last.intValue() : 0;
    }

    /// Null for a removal.
    private static @Nullable JsonNode result(JsonNode action, JsonNode item) {
        JsonNode existing = value(action.get(1), item);
        return switch (action.get(0).asText()) {
            case "SET" -> operand(action.get(2), item);
            case "REMOVE" -> null;
            case "ADD" -> {
                JsonNode more = action.get(2).get(1);
                if (existing == null) {
                    yield more;
                }
                requireSame(existing, more);
                if (type(more).equals("N")) {
                    yield sum(existing, more, 1);
                }
                TreeSet<String> all = elements(existing);
                all.addAll(elements(more));
                yield set(type(more), all);
            }
            default -> {
                JsonNode less = action.get(2).get(1);
                if (existing == null) {
                    yield null;
                }
                requireSame(existing, less);
                TreeSet<String> rest = elements(existing);
                rest.removeAll(elements(less));
                yield rest.isEmpty() ? null : set(type(less), rest);
            }
        };
    }

    private static TreeSet<String> elements(JsonNode set) {
        TreeSet<String> elements = new TreeSet<>();
        canonical(set).get(type(set)).forEach(element -> elements.add(element.asText()));
        return elements;
    }

    private static JsonNode set(String type, TreeSet<String> elements) {
        ObjectNode set = StatesJson.object();
        elements.forEach(set.putArray(type)::add);
        return set;
    }

    private static JsonNode operand(JsonNode operand, JsonNode item) {
        JsonNode value = switch (operand.get(0).asText()) {
            case "+" -> sum(operand(operand.get(1), item), operand(operand.get(2), item), 1);
            case "-" -> sum(operand(operand.get(1), item), operand(operand.get(2), item), -1);
            case "if_not_exists" -> {
                JsonNode existing = value(operand.get(1), item);
                yield existing == null ? operand(operand.get(2), item) : existing;
            }
            case "list_append" -> {
                ObjectNode joined = StatesJson.object();
                ArrayNode list = joined.putArray("L");
                for (int i = 1; i <= 2; i++) {
                    JsonNode part = operand(operand.get(i), item);
                    if (!part.has("L")) {
                        throw new Refused();
                    }
                    part.get("L").forEach(list::add);
                }
                yield joined;
            }
            default -> value(operand, item);
        };
        if (value == null) {
            throw new Refused();
        }
        return value;
    }

    private static JsonNode sum(JsonNode one, JsonNode two, int sign) {
        if (!one.has("N") || !two.has("N")) {
            throw new Refused();
        }
        BigDecimal sum = number(one).add(number(two).multiply(BigDecimal.valueOf(sign)));
        return StatesJson.object().put("N", sum.toPlainString());
    }

    private static void requireSame(JsonNode existing, JsonNode other) {
        if (!type(existing).equals(type(other))) {
            throw new Refused();
        }
    }

    /// A removed element stays as JSON null until the end of the update, so that positions do not change.
    private static void put(
            JsonNode path,
            @Nullable JsonNode value,
            ObjectNode item,
            List<ArrayNode> changedLists,
            List<Runnable> appended) {
        JsonNode parent = item;
        for (int i = 1; i < path.size() - 1; i++) {
            JsonNode step = path.get(i);
            JsonNode at = i == 1 ? parent.path(step.asText()) : child(parent, step);
            if (at.isMissingNode() || at.isNull()) {
                throw new Refused();
            }
            parent = at;
        }
        JsonNode last = path.get(path.size() - 1);
        if (path.size() == 2) {
            set(item, last.asText(), value);
        } else if (last.isInt()) {
            if (!parent.has("L")) {
                throw new Refused();
            }
            ArrayNode list = (ArrayNode) parent.get("L");
            changedLists.add(list);
            if (last.intValue() < list.size()) {
                list.set(last.intValue(), value == null ? list.nullNode() : value);
            } else if (value != null) {
                appended.add(() -> list.add(value));
            }
        } else {
            if (!parent.has("M")) {
                throw new Refused();
            }
            set((ObjectNode) parent.get("M"), last.asText(), value);
        }
    }

    private static JsonNode child(JsonNode parent, JsonNode step) {
        return step.isInt()
                ? parent.path("L").path(step.intValue())
                : parent.path("M").path(step.asText());
    }

    private static void set(ObjectNode object, String name, @Nullable JsonNode value) {
        if (value == null) {
            object.remove(name);
        } else {
            object.set(name, value);
        }
    }
}
