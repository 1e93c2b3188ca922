package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A JSONPath that names one place: `$`, `$.a.b`, `$['a']`, `$.a[0]`. Filters, wildcards and slices are refused.
record PlainPath(String text, List<Step> steps) {

    private static final Pattern STEP =
            Pattern.compile("\\.([^.\\[\\]'\"*?@()\\s,:$]+)|\\['([^']+)'\\]|\\[\"([^\"]+)\"\\]|\\[(\\d+)\\]");

    sealed interface Step {
        record Field(String name) implements Step {}

        record Index(int position) implements Step {}
    }

    /// @throws IllegalArgumentException for what is not such a path
    static PlainPath parse(String text) {
        if (!text.startsWith("$")) {
            throw new IllegalArgumentException("'" + text + "' is not a path: it must begin with $");
        }
        List<Step> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(text).region(1, text.length());
        while (matcher.lookingAt()) {
            steps.add(step(matcher));
            matcher.region(matcher.end(), text.length());
        }
        if (matcher.regionStart() != text.length()) {
            throw new IllegalArgumentException("the path '" + text
                    + "' is not supported by the stand-in: only plain paths such as $.order.id and $.items[0] are");
        }
        return new PlainPath(text, List.copyOf(steps));
    }

    private static Step step(Matcher matcher) {
        if (matcher.group(4) != null) {
            return new Step.Index(Integer.parseInt(matcher.group(4)));
        }
        for (int group = 1; group <= 3; group++) {
            if (matcher.group(group) != null) {
                return new Step.Field(matcher.group(group));
            }
        }
        throw new IllegalStateException("a step without a name: " + matcher.group());
    }

    /// Empty when nothing stands there. A JSON null is something.
    Optional<JsonNode> read(JsonNode root) {
        JsonNode here = root;
        for (Step step : steps) {
            here = switch (step) {
                case Step.Field(String name) -> here.path(name);
                case Step.Index(int position) -> here.path(position);
            };
        }
        return here.isMissingNode() ? Optional.empty() : Optional.of(here);
    }

    /// A copy of `root` with `value` at this place: objects on the way are made where missing, as ResultPath does.
    ///
    /// @throws StateFailure `States.ResultPathMatchFailure` where the way is barred by something that is not an
    ///     object
    JsonNode write(JsonNode root, JsonNode value) {
        return place(root, value, 0);
    }

    private JsonNode place(JsonNode here, JsonNode value, int depth) {
        if (depth == steps.size()) {
            return value;
        }
        return switch (steps.get(depth)) {
            case Step.Field(String name) -> {
                ObjectNode copy = Json.object();
                if (here instanceof ObjectNode object) {
                    copy.setAll(object);
                } else if (!here.isMissingNode()) {
                    throw mismatch();
                }
                yield copy.set(name, place(here.path(name), value, depth + 1));
            }
            case Step.Index(int position) -> {
                if (!(here instanceof ArrayNode array) || position >= array.size()) {
                    throw mismatch();
                }
                ArrayNode copy = array.deepCopy();
                copy.set(position, place(array.get(position), value, depth + 1));
                yield copy;
            }
        };
    }

    private StateFailure mismatch() {
        return new StateFailure(
                "States.ResultPathMatchFailure", "Unable to apply step \"" + text + "\" to the state's input");
    }
}
