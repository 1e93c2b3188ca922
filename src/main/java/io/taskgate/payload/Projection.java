package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A shape that only selects, drops and renames, run over a text in one pass without a tree: what stays is copied. Its
/// result is the tree's, byte for byte. Immutable.
final class Projection {

    /// The slot that is found when InputPath is.
    private static final int INPUT = 0;

    /// What the output is made of, in its order.
    private sealed interface Piece {
        record Text(byte[] json) implements Piece {}

        record Slot(int number) implements Piece {}

        /// A path or function that does not look at the payload.
        record Computed(Expression expression, List<String> place) implements Piece {}
    }

    /// A place that is looked for.
    ///
    /// @param place in the shape, from the outside in, for messages
    /// @param many  whether it collects all that is found
    record Slot(String path, List<String> place, boolean many) {

        EvaluationException notFound() {
            EvaluationException nothing = new PathNotFoundException("the payload has nothing at " + path);
            for (String name : place.reversed()) {
                nothing = nothing.at(name);
            }
            return nothing;
        }
    }

    private final List<Piece> pieces;
    private final List<Slot> slots;
    private final Wanted wanted;

    private Projection(List<Piece> pieces, List<Slot> slots, Wanted wanted) {
        this.pieces = List.copyOf(pieces);
        this.slots = List.copyOf(slots);
        this.wanted = wanted;
    }

    /// @return empty when the shape needs a tree
    static Optional<Projection> of(DataFlow flow) {
        if (!(flow instanceof PathFlow path) || path.assign() != null || isElsewhere(path.result())) {
            return Optional.empty();
        }
        boolean first = path.resultSelector() == null;
        Template template = first ? path.parameters() : path.resultSelector();
        boolean two = !first && path.parameters() != null;
        Optional<List<PathStep>> input =
                steps(path.input()).filter(steps -> steps.stream().allMatch(PathStep.Plain.class::isInstance));
        Optional<List<PathStep>> output = steps(path.output()).filter(steps -> template == null || steps.isEmpty());
        if (two || input.isEmpty() || output.isEmpty()) {
            return Optional.empty();
        }
        Compiler compiler = new Compiler(input.get(), String.valueOf(pathOf(path.input())));
        boolean selects = template == null
                ? compiler.path(output.get(), String.valueOf(pathOf(path.output())), List.of("OutputPath"))
                : compiler.template(template, List.of(first ? "Parameters" : "ResultSelector"));
        return selects ? compiler.compiled() : Optional.empty();
    }

    private static @Nullable JsonPath pathOf(PathFlow.@Nullable Selection selection) {
        return selection == null ? null : selection.path();
    }

    private static boolean isElsewhere(PathFlow.@Nullable Selection selection) {
        return steps(selection).map(steps -> !steps.isEmpty()).orElse(true);
    }

    private static Optional<List<PathStep>> steps(PathFlow.@Nullable Selection selection) {
        if (selection == null) {
            return Optional.of(List.of());
        }
        JsonPath path = selection.path();
        return path == null ? Optional.empty() : path.selectingSteps();
    }

    /// @param most bytes of the result
    /// @throws InvalidJsonException when the text is not exactly one JSON value
    /// @throws EvaluationException when a path finds nothing, or the result is longer
    byte[] apply(JsonScanner text, JsonNode context, int most) throws IOException {
        try (Scratch scratch = Scratch.take(slots.size(), most)) {
            new Selector(text, scratch, slots, wanted).run();
            return written(scratch, context, most);
        }
    }

    private byte[] written(Scratch scratch, JsonNode context, int most) {
        found(scratch, INPUT);
        byte[][] computed = new byte[pieces.size()][];
        long size = 0;
        for (int i = 0; i < computed.length; i++) {
            size += switch (pieces.get(i)) {
                case Piece.Text(byte[] json) -> json.length;
                case Piece.Slot(int number) -> found(scratch, number).length();
                case Piece.Computed piece -> {
                    computed[i] = computed(piece, context);
                    yield computed[i].length;
                }
            };
        }
        if (size > most) {
            throw new EvaluationException(EvaluationException.RUNTIME, "the result is longer than " + most + " bytes");
        }
        byte[] out = new byte[(int) size];
        int at = 0;
        for (int i = 0; i < computed.length; i++) {
            at += switch (pieces.get(i)) {
                case Piece.Text(byte[] json) -> copied(json, 0, json.length, out, at);
                case Piece.Slot(int number) -> {
                    Kept kept = scratch.kept(number);
                    yield copied(kept.bytes(), kept.from(), kept.length(), out, at);
                }
                case Piece.Computed _ -> copied(computed[i], 0, computed[i].length, out, at);
            };
        }
        return out;
    }

    private Kept found(Scratch scratch, int slot) {
        if (!scratch.found(slot)) {
            throw slots.get(slot).notFound();
        }
        return scratch.kept(slot);
    }

    private static int copied(byte[] from, int start, int length, byte[] to, int at) {
        System.arraycopy(from, start, to, at, length);
        return length;
    }

    private static byte[] computed(Piece.Computed piece, JsonNode context) {
        try {
            JsonNode nothing = JsonNodeFactory.instance.missingNode();
            return Json.bytes(piece.expression().value(new Scope(nothing, context)));
        } catch (EvaluationException e) {
            EvaluationException placed = e;
            for (String name : piece.place().reversed()) {
                placed = placed.at(name);
            }
            throw placed;
        }
    }

    /// Makes one list of texts and slots out of a template.
    private static final class Compiler {

        private final List<PathStep> prefix;
        private final List<Piece> pieces = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private final List<Slot> slots = new ArrayList<>();
        private final Map<List<PathStep>, Integer> known = new HashMap<>();
        private final Wanted.Paths paths = new Wanted.Paths();

        /// @param prefix the steps of InputPath, which must find something even when nothing is taken from there
        Compiler(List<PathStep> prefix, String inputPath) {
            this.prefix = prefix;
            paths.look(prefix, INPUT);
            slots.add(new Slot(inputPath, List.of("InputPath"), false));
        }

        Optional<Projection> compiled() {
            flush();
            return paths.compiled().map(wanted -> new Projection(pieces, slots, wanted));
        }

        /// @return whether the template only selects
        boolean template(Template template, List<String> place) {
            return switch (template) {
                case Template.Constant(JsonNode value) -> text(Json.text(value));
                case Template.Computed(String name, Expression expression) -> expression(expression, with(place, name));
                case Template.Fields(Map<String, Template> fields) -> fields(fields, place);
                case Template.Elements(List<Template> elements) -> elements(elements, place);
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
            if (expression instanceof Expression.Path(JsonPath path) && path.readsPayload()) {
                return path.selectingSteps()
                        .map(steps -> path(steps, path.toString(), place))
                        .orElse(false);
            }
            flush();
            pieces.add(new Piece.Computed(expression, place));
            return !expression.readsPayload();
        }

        private boolean fields(Map<String, Template> fields, List<String> place) {
            String before = "{";
            for (Map.Entry<String, Template> field : fields.entrySet()) {
                text(before + Json.text(TextNode.valueOf(field.getKey())) + ":");
                if (!template(field.getValue(), place)) {
                    return false;
                }
                before = ",";
            }
            return text(fields.isEmpty() ? "{}" : "}");
        }

        private boolean elements(List<Template> elements, List<String> place) {
            String before = "[";
            for (Template element : elements) {
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
            pieces.add(new Piece.Slot(slot(whole, path, place)));
            return true;
        }

        private int slot(List<PathStep> steps, String path, List<String> place) {
            return known.computeIfAbsent(steps, _ -> {
                paths.add(steps, slots.size());
                slots.add(new Slot(path, place, steps.contains(new PathStep.All())));
                return slots.size() - 1;
            });
        }

        private void flush() {
            byte[] json = text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            if (json.length > 0) {
                pieces.add(new Piece.Text(json));
                text.setLength(0);
            }
        }
    }
}
