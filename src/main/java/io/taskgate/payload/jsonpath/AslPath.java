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

/// A path of the Amazon States Language: `$.order.lines[0]`, `$['a name']`, `$.lines[?(@.qty > 1)].id`, and
/// the same after `$$` for the context object and after `$name` for a variable. A path with wildcards,
/// filters, slices, unions or `..` returns an array of all matches. Immutable.
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

    /// @throws InvalidDefinitionException if the text is not a path
    public static AslPath compile(String text) {
        Matcher root = ROOT.matcher(text);
        if (!root.lookingAt()) {
            throw new InvalidDefinitionException("\"" + text + "\" is not a valid path. A path starts with $ or $$.");
        }
        if (text.length() > MAX_LENGTH) {
            throw new InvalidDefinitionException("The path \"" + text.substring(0, 40) + "…\" has " + text.length()
                    + " characters. The limit is " + MAX_LENGTH + ".");
        }
        String rest = text.substring(root.end());
        Optional<List<PathStep.Plain>> plain = PathStep.parse(rest);
        if (plain.isPresent() && plain.get().size() > MAX_STEPS) {
            throw new InvalidDefinitionException("\"" + text + "\" has more than " + MAX_STEPS + " steps.");
        }
        return new AslPath(
                text,
                root.group(),
                plain.orElse(List.of()),
                plain.isPresent() ? Optional.empty() : Optional.of(IndefinitePath.compile(text, rest)),
                PathStep.selecting(rest, plain));
    }

    /// @throws EvaluationException if there is no match, or the search takes too long
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
                    throw new PathNotFoundException("Unknown variable " + root + " in " + text + ".");
                }
                yield value;
            }
        };
    }

    private JsonNode walk(JsonNode from) {
        JsonNode at = from;
        for (PathStep.Plain step : steps) {
            JsonNode next = switch (step) {
                case PathStep.Field(String name) -> at.isObject() ? at.get(name) : null;
                case PathStep.Index(int index) -> at.isArray() ? at.get(index < 0 ? at.size() + index : index) : null;
            };
            if (next == null) {
                throw new PathNotFoundException("The payload has no value at " + text);
            }
            at = next;
        }
        return at;
    }

    /// Returns whether a value can be put at this path: a Reference Path of plain steps in the payload.
    public boolean isWritable() {
        return root.equals("$")
                && wide.isEmpty()
                && steps.stream().noneMatch(step -> step instanceof PathStep.Index(int index) && index < 0);
    }

    /// Returns the steps of a writable path; empty for other paths.
    public Optional<List<PathStep.Plain>> writableSteps() {
        return isWritable() ? Optional.of(steps) : Optional.empty();
    }

    /// Returns the variable at the root of the path; empty for `$` and `$$`.
    public Optional<String> variable() {
        return root.equals("$") || root.equals("$$") ? Optional.empty() : Optional.of(root.substring(1));
    }

    /// Returns whether the path starts at the payload.
    public boolean readsPayload() {
        return root.equals("$");
    }

    /// Returns the steps from `$` of a path that can be matched in one forward pass; empty for other paths.
    public Optional<List<PathStep>> selectingSteps() {
        return readsPayload() && selecting.whole() ? Optional.of(selecting.steps()) : Optional.empty();
    }

    /// Returns the steps from `$` to the smallest part of the payload that contains everything the path can
    /// read.
    public List<PathStep> partRead() {
        return selecting.steps();
    }

    /// Returns a copy of `from` with `value` at this path. Creates missing objects on the way.
    ///
    /// @throws EvaluationException `States.ResultPathMatchFailure` if another value blocks the path
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
                EvaluationException.RESULT_PATH_MATCH_FAILURE, "The payload has no place for a value at " + text + ".");
    }

    @Override
    public String toString() {
        return text;
    }
}
