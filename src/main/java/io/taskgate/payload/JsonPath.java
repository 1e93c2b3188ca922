package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A plain path of the Amazon States Language: `$`, `$.order.lines[0]`, `$['a name']`, and the same after `$$` for the
/// context object. One path names at most one place. Immutable.
///
/// Source: Amazon States Language specification, "Reference Paths".
public final class JsonPath {

    private static final Pattern STEP =
            Pattern.compile("\\.([\\p{L}_][\\p{L}\\p{N}_-]*)|\\[(\\d{1,9})]|\\['((?:[^'\\\\]|\\\\.)*)']");

    /// One step down: into a field or into an array.
    private sealed interface Step {
        record Field(String name) implements Step {}

        record Index(int index) implements Step {}
    }

    private final String text;
    private final boolean ofContext;
    private final List<Step> steps;

    private JsonPath(String text, boolean ofContext, List<Step> steps) {
        this.text = text;
        this.ofContext = ofContext;
        this.steps = List.copyOf(steps);
    }

    /// @throws InvalidShapeException when the text is no plain path
    public static JsonPath compile(String text) {
        if (!text.startsWith("$")) {
            throw new InvalidShapeException(
                    text.startsWith("States.")
                            ? "\"" + text
                                    + "\" is an intrinsic function, which this version does not offer: use a plain path"
                            : "\"" + text + "\" is no path: a path starts with $ or $$");
        }
        boolean ofContext = text.startsWith("$$");
        String rest = text.substring(ofContext ? 2 : 1);
        List<Step> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(rest);
        int at = 0;
        while (at < rest.length()) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw new InvalidShapeException("\"" + text + "\" is no plain path from \"" + rest.substring(at)
                        + "\" on: use .name, ['a name'] or [0]; filters, wildcards and .. are not offered");
            }
            steps.add(step(matcher));
            at = matcher.end();
        }
        return new JsonPath(text, ofContext, steps);
    }

    private static Step step(Matcher matcher) {
        if (matcher.group(1) != null) {
            return new Step.Field(matcher.group(1));
        }
        return matcher.group(2) != null
                ? new Step.Index(Integer.parseInt(matcher.group(2)))
                : new Step.Field(matcher.group(3).replaceAll("\\\\(.)", "$1"));
    }

    /// @throws PathNotFoundException when there is nothing
    JsonNode read(JsonNode root, JsonNode context) {
        JsonNode at = ofContext ? context : root;
        for (Step step : steps) {
            JsonNode next =
                    switch (step) {
                        case Step.Field(String name) -> at.isObject() ? at.get(name) : null;
                        case Step.Index(int index) -> at.isArray() ? at.get(index) : null;
                    };
            if (next == null) {
                throw new PathNotFoundException("the payload has nothing at " + text);
            }
            at = next;
        }
        return at;
    }

    /// Whether a value can be put here: fields only, and not into the context.
    boolean isWritable() {
        return !ofContext && steps.stream().allMatch(step -> step instanceof Step.Field);
    }

    /// A copy of `root` with `value` at this path; missing objects on the way are made, anything else there gives way.
    JsonNode written(JsonNode root, JsonNode value) {
        if (steps.isEmpty()) {
            return value;
        }
        ObjectNode copy = root.isObject() ? root.deepCopy() : JsonNodeFactory.instance.objectNode();
        ObjectNode at = copy;
        for (Step step : steps.subList(0, steps.size() - 1)) {
            String name = ((Step.Field) step).name();
            at = at.get(name) instanceof ObjectNode there ? there : at.putObject(name);
        }
        at.set(((Step.Field) steps.getLast()).name(), value);
        return copy;
    }

    @Override
    public String toString() {
        return text;
    }
}
