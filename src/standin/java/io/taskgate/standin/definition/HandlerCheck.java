package io.taskgate.standin.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.util.List;

/// Checks Retry and Catch.
final class HandlerCheck {

    private static final String RETRIER =
            "ErrorEquals IntervalSeconds MaxAttempts BackoffRate MaxDelaySeconds JitterStrategy Comment";
    private static final String LARGEST = "99999999";

    private HandlerCheck() {}

    static void check(CheckedNode state) {
        if (state.typed("Retry", JsonNodeType.ARRAY)) {
            handlers(state, "Retry").forEach(HandlerCheck::retrier);
        }
        if (state.typed("Catch", JsonNodeType.ARRAY)) {
            handlers(state, "Catch").forEach(HandlerCheck::catcher);
        }
    }

    private static List<CheckedNode> handlers(CheckedNode state, String name) {
        List<CheckedNode> handlers = state.elements(name).stream()
                .filter(handler -> handler.is(JsonNodeType.OBJECT))
                .toList();
        for (CheckedNode handler : handlers) {
            if (handler.requires("ErrorEquals")) {
                errors(handler.field("ErrorEquals"), handler == handlers.getLast());
            }
        }
        return handlers;
    }

    private static void errors(CheckedNode errors, boolean last) {
        if (!errors.is(JsonNodeType.ARRAY)) {
            return;
        }
        if (errors.node().isEmpty()) {
            errors.error("Value cannot be empty");
        }
        if (errors.node().valueStream().anyMatch(name -> !name.isTextual())) {
            errors.error("Expected value of type STRING");
        }
        boolean all = errors.node().valueStream().anyMatch(name -> name.asText().equals("States.ALL"));
        if (all && errors.node().size() > 1) {
            errors.error("'States.ALL' can not be used with other error codes");
        }
        if (all && !last) {
            errors.error("'States.ALL' can only be used in the last element");
        }
    }

    private static void retrier(CheckedNode retrier) {
        retrier.allows(RETRIER);
        CheckedNode literal = retrier.in(false);
        literal.number("IntervalSeconds", "1", LARGEST);
        literal.number("MaxAttempts", "0", LARGEST);
        literal.number("BackoffRate", "1.0", "1.7976931348623157E308");
        literal.number("MaxDelaySeconds", "1", "31622400");
        literal.oneOf("JitterStrategy", List.of("FULL", "NONE"));
        JsonNode delay = retrier.node().path("MaxDelaySeconds");
        if (delay.isNumber()
                && delay.asLong() <= retrier.node().path("IntervalSeconds").asLong(1)) {
            retrier.error("MaxDelaySeconds must be greater than IntervalSeconds");
        }
    }

    private static void catcher(CheckedNode catcher) {
        catcher.requires("Next");
        catcher.node().fieldNames().forEachRemaining(name -> {
            switch (name) {
                case "ErrorEquals", "Next", "Comment", "Assign" -> {}
                case "ResultPath" -> StateFields.language(catcher, name, false);
                case "Output" -> StateFields.language(catcher, name, true);
                default -> catcher.error("Field '" + name + "' is not supported");
            }
        });
        ExpressionCheck.fields(catcher);
    }
}
