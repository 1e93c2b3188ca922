package io.taskgate.bench.shapes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.shape.Shape;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Shapes that do more than select, on orders of 200 KB, compared with equivalent code on Jackson's tree.
enum EdgeCases {
    INTRINSICS(
            "intrinsic functions",
            Map.of(
                    "count", "States.ArrayLength($.orders)",
                    "title", "States.Format('{} of {}', $.orders[0].id, $.meta.source)"),
            tree -> object().put("count", tree.get("orders").size())
                    .put(
                            "title",
                            tree.get("orders").get(0).get("id").textValue() + " of "
                                    + tree.get("meta").get("source").textValue())),
    FILTER("a filter", Map.of("large", "$.orders[?(@.total > 1000)].id"), tree -> {
        ArrayNode large = JsonNodeFactory.instance.arrayNode();
        for (JsonNode order : tree.get("orders")) {
            if (order.get("total").doubleValue() > 1000) {
                large.add(order.get("id"));
            }
        }
        return object().set("large", large);
    }),
    DESCENT(
            "..",
            Map.of("skus", "$..sku"),
            tree -> object().set("skus", JsonNodeFactory.instance.arrayNode().addAll(tree.findValues("sku"))));

    final String title;
    private final Map<String, String> expressions;
    private final UnaryOperator<JsonNode> byHand;

    EdgeCases(String title, Map<String, String> expressions, UnaryOperator<JsonNode> byHand) {
        this.title = title;
        this.expressions = expressions;
        this.byHand = byHand;
    }

    Shape shape() {
        return TaskgateShape.selecting(expressions);
    }

    ShapeRun byHand() {
        return TreeCompetitor.by(byHand);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
