package io.taskgate.payload.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.PathNotFoundException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A path of the Amazon States Language: `$.order.lines[0]`, `$['a name']`, `$.lines[?(@.qty > 1)].id`, and the
/// same after `$$` for the context object and after `$name` for a variable. A path with wildcards, filters,
/// slices, unions or `..` gives an array of all it finds. Immutable.
///
/// Source: Amazon States Language specification, "Paths" and "Reference Paths".
public final class AslPath {

    private static final Pattern ROOT = Pattern.compile("\\$(\\$|[\\p{L}_][\\p{L}\\p{N}_]*)?");
    private static final int MAX_LENGTH = 1024;
    private static final int MAX_STEPS = 100;

    private final String text;
    private final String root;
    private final List<PathStep.Plain> steps;
    private final Optional<IndefinitePath> wide;
    private final PathStep.Selecting selecting;

    private AslPath(
            String text,
            String root,
            List<PathStep.Plain> steps,
            Optional<IndefinitePath> wide,
            PathStep.Selecting selecting) {
        this.text = text;
        this.root = root;
        this.steps = steps;
        this.wide = wide;
        this.selecting = selecting;
    }

    /// @throws InvalidDefinitionException when the text is no path
    public static AslPath compile(String text) {
        Matcher root = ROOT.matcher(text);
        if (!root.lookingAt()) {
            throw new InvalidDefinitionException("\"" + text + "\" is no path: a path starts with $ or $$");
        }
        if (text.length() > MAX_LENGTH) {
            throw new InvalidDefinitionException("a path of " + text.length() + " characters, \""
                    + text.substring(0, 40) + "…\", is too long: " + MAX_LENGTH + " are the limit");
        }
        String rest = text.substring(root.end());
        Optional<List<PathStep.Plain>> plain = PathStep.parse(rest);
        if (plain.isPresent() && plain.get().size() > MAX_STEPS) {
            throw new InvalidDefinitionException("\"" + text + "\" has more than " + MAX_STEPS + " steps");
        }
        return new AslPath(
                text,
                root.group(),
                plain.orElse(List.of()),
                plain.isPresent() ? Optional.empty() : Optional.of(IndefinitePath.compile(text, rest)),
                PathStep.selecting(rest, plain));
    }

    /// @throws EvaluationException when there is nothing, or looking for it takes too long
    public JsonNode read(EvaluationScope scope) {
        JsonNode from = start(scope);
        return wide.isPresent() ? wide.get().read(text, from) : walk(from);
    }

    private JsonNode start(EvaluationScope scope) {
        return switch (root) {
            case "$" -> scope.input();
            case "$$" -> scope.context();
            default -> {
                JsonNode value = scope.variables().get(root.substring(1));
                if (value == null) {
                    throw new PathNotFoundException(
                            "there is no variable " + root + ", which " + text + " starts from");
                }
                yield value;
            }
        };
    }

    private JsonNode walk(JsonNode from) {
        JsonNode at = from;
        for (PathStep.Plain step : steps) {
            JsonNode next =
                    switch (step) {
                        case PathStep.Field(String name) -> at.isObject() ? at.get(name) : null;
                        case PathStep.Index(int index) ->
                            at.isArray() ? at.get(index < 0 ? at.size() + index : index) : null;
                    };
            if (next == null) {
                throw new PathNotFoundException("the payload has nothing at " + text);
            }
            at = next;
        }
        return at;
    }

    /// Whether a value can be put here: a Reference Path of plain steps, and not into the context or a
    /// variable.
    public boolean isWritable() {
        return root.equals("$")
                && wide.isEmpty()
                && steps.stream().noneMatch(step -> step instanceof PathStep.Index(int index) && index < 0);
    }

    /// The steps of a path that can be written; empty for others.
    public Optional<List<PathStep.Plain>> writableSteps() {
        return isWritable() ? Optional.of(steps) : Optional.empty();
    }

    /// The variable that it starts from; empty for `$` and `$$`.
    public Optional<String> variable() {
        return root.equals("$") || root.equals("$$") ? Optional.empty() : Optional.of(root.substring(1));
    }

    /// Whether it starts from the payload.
    public boolean readsPayload() {
        return root.equals("$");
    }

    /// The steps of a path from `$` down that goes forward only, and needs no more than a look at each place;
    /// empty for others.
    public Optional<List<PathStep>> selectingSteps() {
        return readsPayload() && selecting.whole() ? Optional.of(selecting.steps()) : Optional.empty();
    }

    /// The steps from `$` down to the part of the payload that has all it may read.
    public List<PathStep> partRead() {
        return selecting.steps();
    }

    /// A copy of `root` with `value` at this path; missing objects on the way are made.
    ///
    /// @throws EvaluationException `States.ResultPathMatchFailure` where something else bars the way
    public JsonNode written(JsonNode from, JsonNode value) {
        return written(from, value, 0);
    }

    private JsonNode written(JsonNode at, JsonNode value, int depth) {
        if (depth == steps.size()) {
            return value;
        }
        return switch (steps.get(depth)) {
            case PathStep.Field(String name) -> {
                ObjectNode copy = JsonNodeFactory.instance.objectNode();
                if (at instanceof ObjectNode object) {
                    copy.setAll(object);
                } else if (!at.isMissingNode()) {
                    throw barred();
                }
                yield copy.set(name, written(at.path(name), value, depth + 1));
            }
            case PathStep.Index(int index) -> {
                if (!(at instanceof ArrayNode array) || index >= array.size()) {
                    throw barred();
                }
                ArrayNode copy = JsonNodeFactory.instance.arrayNode().addAll(array);
                copy.set(index, written(array.get(index), value, depth + 1));
                yield copy;
            }
        };
    }

    private EvaluationException barred() {
        return new EvaluationException(
                EvaluationException.RESULT_PATH_MATCH_FAILURE, "the payload has no room at " + text);
    }

    @Override
    public String toString() {
        return text;
    }
}
