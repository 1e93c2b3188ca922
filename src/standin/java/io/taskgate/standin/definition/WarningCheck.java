package io.taskgate.standin.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/// Finds what is valid but most likely a mistake: paths in places where they are plain text.
final class WarningCheck {

    private static final Pattern PATH = Pattern.compile("\\$\\.\\S*|\\$\\$\\.\\S*|States\\.[A-Z]\\w*\\(.*\\)");

    private WarningCheck() {}

    static void check(CheckedNode scope) {
        scope.node()
                .path("States")
                .fieldNames()
                .forEachRemaining(name -> state(scope.field("States").field(name)));
    }

    private static void state(CheckedNode state) {
        boolean query = state.query() || state.text("QueryLanguage").equals("JSONata");
        if (!query) {
            for (String template : new String[] {"Parameters", "ItemSelector", "ResultSelector", "Assign"}) {
                template(state.field(template));
            }
            if (state.text("Type").equals("Pass")) {
                result(state.field("Result"));
            }
            for (String field : new String[] {"Seconds", "Timestamp", "Error", "Cause"}) {
                if (isPath(state.node().path(field))) {
                    warn(
                            state.field(field),
                            "NO_PATH",
                            "The value looks like a path, but the field name does not end with 'Path'");
                }
            }
        }
        check(state.field("ItemProcessor"));
        check(state.field("Iterator"));
        state.elements("Branches").forEach(WarningCheck::check);
    }

    private static void template(CheckedNode at) {
        at.node().fieldNames().forEachRemaining(name -> {
            CheckedNode field = at.field(name);
            if (!name.endsWith(".$") && isPath(field.node())) {
                warn(
                        field,
                        "NO_DOLLAR",
                        "The value looks like a path or an intrinsic function, but the field name does not end with '.$'");
            }
            template(field);
        });
    }

    private static void result(CheckedNode at) {
        at.node().fieldNames().forEachRemaining(name -> {
            if (name.endsWith(".$") || isPath(at.node().path(name))) {
                warn(
                        at.field(name),
                        "PASS_RESULT_IS_STATIC",
                        "The Result of a Pass state is static: the path is not evaluated");
            }
        });
    }

    private static boolean isPath(JsonNode value) {
        return value.isTextual() && PATH.matcher(value.textValue()).matches();
    }

    private static void warn(CheckedNode at, String code, String message) {
        at.found().warning(code, message, at.at());
    }
}
