package io.taskgate.standin.dynamodb.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import java.util.List;
import java.util.Random;

/// Generates random items and expressions, as trees and as text with placeholders. It uses few names and
/// values, so that they often match.
final class RandomExpression {

    private static final List<String> NAMES = List.of("a", "b", "c", "d");
    private static final List<String> TEXTS = List.of("", "a", "ab", "b", "é", "\uD83D\uDE00", "\uFFFD");
    private static final List<String> NUMBERS = List.of("0", "1", "1.0", "-2.50", "10", "1e2", "12345678901234567890");
    private static final List<String> BYTES = List.of("", "AA==", "AAE=", "/w==", "AQ==");
    private static final List<String> TYPES = List.of("S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS");

    private final Random random;
    private final ObjectNode values = StatesJson.object();
    private final ObjectNode names = StatesJson.object();

    RandomExpression(Random random) {
        this.random = random;
    }

    /// The ExpressionAttributeValues and ExpressionAttributeNames of the expressions so far.
    ObjectNode request() {
        ObjectNode request = StatesJson.object();
        if (!values.isEmpty()) {
            request.set("ExpressionAttributeValues", values);
        }
        if (!names.isEmpty()) {
            request.set("ExpressionAttributeNames", names);
        }
        return request;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    ObjectNode item() {
        ObjectNode item = StatesJson.object();
        for (String name : NAMES) {
            if (random.nextInt(4) > 0) {
                item.set(name, value(2));
            }
        }
        return item;
    }

    private ObjectNode value(int depth) {
        return value(one(depth == 0 ? TYPES.subList(0, 5) : TYPES), depth);
    }

    private ObjectNode value(String type, int depth) {
        ObjectNode value = StatesJson.object();
        switch (type) {
            case "S" -> value.put("S", one(TEXTS));
            case "N" -> value.put("N", one(NUMBERS));
            case "B" -> value.put("B", one(BYTES));
            case "BOOL" -> value.put("BOOL", random.nextBoolean());
            case "NULL" -> value.put("NULL", true);
            case "L" -> {
                ArrayNode list = value.putArray("L");
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(depth - 1));
                }
            }
            case "M" -> {
                ObjectNode map = value.putObject("M");
                NAMES.stream().filter(_ -> random.nextBoolean()).forEach(name -> map.set(name, value(depth - 1)));
            }
            case "SS" -> set(value.putArray("SS"), TEXTS);
            case "NS" -> set(value.putArray("NS"), List.of("0", "1", "-2.50", "10"));
            default -> set(value.putArray("BS"), BYTES);
        }
        return value;
    }

    private void set(ArrayNode set, List<String> from) {
        from.stream().filter(_ -> random.nextInt(3) == 0).forEach(set::add);
        if (set.isEmpty()) {
            set.add(from.getFirst());
        }
    }

    private static ArrayNode tree(String operator, JsonNode... operands) {
        return StatesJson.object().arrayNode().add(operator).addAll(List.of(operands));
    }

    ArrayNode condition(int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            return switch (random.nextInt(3)) {
                case 0 -> tree("AND", condition(depth - 1), condition(depth - 1));
                case 1 -> tree("OR", condition(depth - 1), condition(depth - 1));
                default -> tree("NOT", condition(depth - 1));
            };
        }
        return switch (random.nextInt(9)) {
            case 0 -> tree(one(List.of("attribute_exists", "attribute_not_exists")), path());
            case 1 ->
                tree("attribute_type", path(), constant(StatesJson.object().put("S", one(TYPES))));
            case 2 -> tree("BETWEEN", operand(), constant(value("N", 0)), path());
            case 3 -> tree("IN", path(), constant(value(1)), constant(value(1)));
            case 4 -> tree("begins_with", path(), constant(value(one(List.of("S", "B")), 0)));
            case 5 -> tree("contains", path(), constant(value(1)));
            case 6 ->
                tree(one(List.of("<", "<=", ">", ">=")), operand(), constant(value(one(List.of("S", "N", "B")), 0)));
            default -> tree(one(List.of("=", "<>")), operand(), constant(value(1)));
        };
    }

    private ArrayNode operand() {
        return random.nextInt(4) == 0 ? tree("size", path()) : path();
    }

    private static ArrayNode constant(JsonNode value) {
        return tree("value", value);
    }

    private ArrayNode path() {
        ArrayNode path = tree("path");
        path.add(one(NAMES));
        for (int i = random.nextInt(5) / 3; i > 0; i--) {
            if (random.nextBoolean()) {
                path.add(one(NAMES));
            } else {
                path.add(random.nextInt(4));
            }
        }
        return path;
    }

    /// Returns expressions whose paths may overlap, which are rejected in that case.
    ArrayNode actions() {
        ArrayNode actions = StatesJson.object().arrayNode();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            actions.add(
                    switch (random.nextInt(5)) {
                        case 0 -> tree("REMOVE", path());
                        case 1 -> tree("ADD", path(), constant(value(one(List.of("N", "SS", "NS", "BS")), 0)));
                        case 2 -> tree("DELETE", path(), constant(value(one(List.of("SS", "NS", "BS")), 0)));
                        default -> tree("SET", path(), assigned());
                    });
        }
        return actions;
    }

    private ArrayNode assigned() {
        return switch (random.nextInt(6)) {
            case 0 -> tree("+", path(), constant(value("N", 0)));
            case 1 -> tree("-", constant(value("N", 0)), path());
            case 2 -> tree("if_not_exists", path(), constant(value(1)));
            case 3 -> tree("list_append", path(), constant(value("L", 1)));
            case 4 -> path();
            default -> constant(value(1));
        };
    }

    String text(JsonNode tree) {
        String operator = tree.get(0).asText();
        return switch (operator) {
            case "AND", "OR" -> "(" + text(tree.get(1)) + ") " + operator + " (" + text(tree.get(2)) + ")";
            case "NOT" -> "NOT (" + text(tree.get(1)) + ")";
            case "BETWEEN" -> text(tree.get(1)) + " BETWEEN " + text(tree.get(2)) + " AND " + text(tree.get(3));
            case "IN" -> text(tree.get(1)) + " IN (" + text(tree.get(2)) + "," + text(tree.get(3)) + ")";
            case "path" -> pathText(tree);
            case "value" -> {
                String name = ":v" + values.size();
                values.set(name, tree.get(1));
                yield name;
            }
            case "size" -> "size(" + text(tree.get(1)) + ")";
            case "attribute_exists", "attribute_not_exists" -> operator + "(" + text(tree.get(1)) + ")";
            case "attribute_type", "begins_with", "contains", "if_not_exists", "list_append" ->
                operator + " ( " + text(tree.get(1)) + " , " + text(tree.get(2)) + " )";
            default -> text(tree.get(1)) + " " + operator + " " + text(tree.get(2));
        };
    }

    private String pathText(JsonNode path) {
        StringBuilder text = new StringBuilder(name(path.get(1).asText()));
        for (int i = 2; i < path.size(); i++) {
            JsonNode step = path.get(i);
            text.append(step.isInt() ? "[" + step.intValue() + "]" : "." + name(step.asText()));
        }
        return text.toString();
    }

    private String name(String name) {
        if (random.nextBoolean()) {
            return name;
        }
        names.put("#" + name, name);
        return "#" + name;
    }

    String updateText(JsonNode actions) {
        StringBuilder text = new StringBuilder();
        for (String section : List.of("SET", "REMOVE", "ADD", "DELETE")) {
            String before = " " + section + " ";
            for (JsonNode action : actions) {
                if (action.get(0).asText().equals(section)) {
                    text.append(before).append(text(action.get(1)));
                    if (action.size() > 2) {
                        text.append(section.equals("SET") ? " = " : " ").append(text(action.get(2)));
                    }
                    before = ", ";
                }
            }
        }
        return text.toString();
    }
}
