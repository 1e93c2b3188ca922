package io.taskgate.standin.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A part of a definition, with its location and the findings about it.
///
/// @param at the location, such as `/States/Pay`; empty for the definition itself
/// @param query whether its language is JSONata
record CheckedNode(JsonNode node, String at, boolean query, Diagnostics found) {

    CheckedNode field(String name) {
        return new CheckedNode(node.path(name), at + "/" + name, query, found);
    }

    /// The elements of an array field, such as `/States/Pay/Retry[0]`.
    List<CheckedNode> elements(String name) {
        List<CheckedNode> elements = new ArrayList<>();
        for (JsonNode element : node.path(name)) {
            elements.add(new CheckedNode(element, at + "/" + name + "[" + elements.size() + "]", query, found));
        }
        return elements;
    }

    CheckedNode in(boolean jsonata) {
        return new CheckedNode(node, at, jsonata, found);
    }

    boolean has(String name) {
        return node.has(name);
    }

    boolean exists() {
        return !node.isMissingNode();
    }

    String text(String name) {
        return node.path(name).asText();
    }

    void error(String message) {
        error(Diagnostics.SCHEMA, message);
    }

    void error(String code, String message) {
        found.error(code, message, Optional.of(at.isEmpty() ? "/" : at));
    }

    /// AWS names all missing fields in one finding.
    ///
    /// @return whether all exist
    boolean requires(String... names) {
        List<String> missing = Stream.of(names).filter(name -> !node.has(name)).toList();
        if (!missing.isEmpty()) {
            error("These fields are required: " + missing);
        }
        return missing.isEmpty();
    }

    /// Refuses all other fields.
    void allows(Collection<String> names) {
        node.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                error("Field '" + name + "' is not supported");
            }
        });
    }

    void allows(String names) {
        allows(List.of(names.split(" ")));
    }

    /// Refuses more than one of the fields.
    void exclusive(String... names) {
        if (Stream.of(names).filter(node::has).count() > 1) {
            error("There should only be one of the following fields: " + List.of(names));
        }
    }

    /// Refuses other values of a field that exists.
    void oneOf(String name, List<String> values) {
        if (node.has(name) && !values.contains(text(name))) {
            field(name).error("The field '" + name + "' should have one of these values: " + values);
        }
    }

    /// Returns whether this is of the type, and reports it otherwise.
    boolean is(JsonNodeType type) {
        if (node.getNodeType() != type) {
            error("Expected value of type " + type);
            return false;
        }
        return true;
    }

    /// Returns whether the field is missing or of the type.
    boolean typed(String name, JsonNodeType type) {
        return !node.has(name) || field(name).is(type);
    }

    /// Checks the number in a field that exists. In JSONata it can be an expression.
    void number(String name, String least, String most) {
        CheckedNode field = field(name);
        if (!field.exists() || field.isQueryText() || !field.is(JsonNodeType.NUMBER)) {
            return;
        }
        BigDecimal value = field.node.decimalValue();
        if (value.compareTo(new BigDecimal(least)) < 0) {
            field.error("Minimum value is " + least);
        }
        if (value.compareTo(new BigDecimal(most)) > 0) {
            field.error("Maximum value is " + most);
        }
        if (!least.contains(".") && value.stripTrailingZeros().scale() > 0) {
            field.error("Expected value of type Integer");
        }
    }

    /// Checks a number, and that its `…Path` sibling does not exist too.
    void numberOrPath(String name, String least, String most) {
        number(name, least, most);
        exclusive(name, name + "Path");
    }

    /// Returns whether this is a text that JSONata evaluates.
    boolean isQueryText() {
        return query && node.isTextual() && node.textValue().startsWith("{%");
    }
}
