package io.taskgate.payload.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.taskgate.payload.intrinsic.Expression;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.jsonpath.AslPath;
import io.taskgate.payload.jsonpath.PathStep;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Compiles a shape that only selects to a projection: the texts and slots in output order, and the paths
/// that fill the slots. Not thread-safe.
final class ProjectionCompiler {

    private final List<PathStep> prefix;
    private final List<Projection.OutputPart> pieces = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final List<Projection.Slot> slots = new ArrayList<>();
    private final Map<List<PathStep>, Integer> known = new HashMap<>();
    private final PathTrie.Builder paths = new PathTrie.Builder();

    /// @param prefix the steps of InputPath, which must match even if no value is read from it
    private ProjectionCompiler(List<PathStep> prefix, String inputPath) {
        this.prefix = prefix;
        paths.look(prefix, Projection.INPUT);
        slots.add(new Projection.Slot(inputPath, List.of("InputPath"), false));
    }

    /// @return empty if the shape needs a tree
    static Optional<Projection> of(DataFlow flow) {
        if (!(flow instanceof JsonPathDataFlow path) || path.assign() != null || isElsewhere(path.result())) {
            return Optional.empty();
        }
        boolean first = path.resultSelector() == null;
        PayloadTemplate template = first ? path.parameters() : path.resultSelector();
        boolean two = !first && path.parameters() != null;
        Optional<List<PathStep>> input =
                steps(path.input()).filter(steps -> steps.stream().allMatch(PathStep.Plain.class::isInstance));
        Optional<List<PathStep>> output = steps(path.output()).filter(steps -> template == null || steps.isEmpty());
        if (two || input.isEmpty() || output.isEmpty()) {
            return Optional.empty();
        }
        ProjectionCompiler compiler = new ProjectionCompiler(input.get(), String.valueOf(pathOf(path.input())));
        boolean selects = template == null
                ? compiler.path(output.get(), String.valueOf(pathOf(path.output())), List.of("OutputPath"))
                : compiler.template(template, List.of(first ? "Parameters" : "ResultSelector"));
        return selects ? compiler.compiled() : Optional.empty();
    }

    private static @Nullable AslPath pathOf(JsonPathDataFlow.@Nullable Selection selection) {
        return selection == null ? null : selection.path();
    }

    private static boolean isElsewhere(JsonPathDataFlow.@Nullable Selection selection) {
        return steps(selection).map(steps -> !steps.isEmpty()).orElse(true);
    }

    private static Optional<List<PathStep>> steps(JsonPathDataFlow.@Nullable Selection selection) {
        if (selection == null) {
            return Optional.of(List.of());
        }
        AslPath path = selection.path();
        return path == null ? Optional.empty() : path.selectingSteps();
    }

    Optional<Projection> compiled() {
        flush();
        return paths.compiled().map(trie -> new Projection(pieces, slots, trie));
    }

    /// @return whether the template only selects
    boolean template(PayloadTemplate template, List<String> place) {
        return switch (template) {
            case PayloadTemplate.Constant(JsonNode value) -> text(Json.text(value));
            case PayloadTemplate.Computed(String name, Expression expression) ->
                expression(expression, with(place, name));
            case PayloadTemplate.Fields(Map<String, PayloadTemplate> fields) -> fields(fields, place);
            case PayloadTemplate.Elements(List<PayloadTemplate> elements) -> elements(elements, place);
        };
    }

    private static List<String> with(List<String> place, String name) {
        List<String> inner = new ArrayList<>(place);
        inner.add(name);
        return List.copyOf(inner);
    }

    private boolean text(String json) {
        text.append(json);
        return true;
    }

    private boolean expression(Expression expression, List<String> place) {
        if (expression instanceof Expression.Path(AslPath path) && path.readsPayload()) {
            return path.selectingSteps()
                    .map(steps -> path(steps, path.toString(), place))
                    .orElse(false);
        }
        flush();
        pieces.add(new Projection.OutputPart.Computed(expression, place));
        return !expression.readsPayload();
    }

    private boolean fields(Map<String, PayloadTemplate> fields, List<String> place) {
        String before = "{";
        for (Map.Entry<String, PayloadTemplate> field : fields.entrySet()) {
            text(before + Json.text(TextNode.valueOf(field.getKey())) + ":");
            if (!template(field.getValue(), place)) {
                return false;
            }
            before = ",";
        }
        return text(fields.isEmpty() ? "{}" : "}");
    }

    private boolean elements(List<PayloadTemplate> elements, List<String> place) {
        String before = "[";
        for (PayloadTemplate element : elements) {
            text(before);
            if (!template(element, place)) {
                return false;
            }
            before = ",";
        }
        return text(elements.isEmpty() ? "[]" : "]");
    }

    boolean path(List<PathStep> steps, String path, List<String> place) {
        List<PathStep> whole = new ArrayList<>(prefix);
        whole.addAll(steps);
        flush();
        pieces.add(new Projection.OutputPart.Slot(slot(whole, path, place)));
        return true;
    }

    private int slot(List<PathStep> steps, String path, List<String> place) {
        return known.computeIfAbsent(steps, _ -> {
            paths.add(steps, slots.size());
            slots.add(new Projection.Slot(path, place, steps.contains(new PathStep.All())));
            return slots.size() - 1;
        });
    }

    private void flush() {
        byte[] json = text.toString().getBytes(StandardCharsets.UTF_8);
        if (json.length > 0) {
            pieces.add(new Projection.OutputPart.Text(json));
            text.setLength(0);
        }
    }
}
