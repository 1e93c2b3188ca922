package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A shape that only selects, drops and renames, run over the bytes in one pass without a tree: what stays is copied as
/// it stands. Its result is the tree's, byte for byte, and it refuses what the tree's parser refuses. Immutable.
final class Projection {

    /// What the output is made of, in its order.
    private sealed interface Piece {
        record Text(byte[] bytes) implements Piece {}

        record Slot(int number) implements Piece {}
    }

    private final List<Piece> pieces;
    private final SliceTree tree;
    private final int slots;

    private Projection(Compiler compiler) {
        compiler.flush();
        compiler.requireInput();
        pieces = List.copyOf(compiler.pieces);
        tree = compiler.tree;
        slots = compiler.slots;
    }

    /// @return empty when the shape needs a tree
    static Optional<Projection> of(DataFlow flow) {
        if (!(flow instanceof PathFlow path) || path.assign() != null || path.resultSelector() != null) {
            return Optional.empty();
        }
        Optional<List<PathStep>> input = steps(path.input());
        Optional<List<PathStep>> output = steps(path.output());
        Optional<List<PathStep>> result = steps(path.result());
        if (input.isEmpty()
                || output.isEmpty()
                || result.isEmpty()
                || !result.get().isEmpty()) {
            return Optional.empty();
        }
        Compiler compiler = new Compiler(input.get());
        boolean selects = path.parameters() == null
                ? compiler.slot(output.get())
                : output.get().isEmpty() && compiler.template(path.parameters());
        return selects ? Optional.of(new Projection(compiler)) : Optional.empty();
    }

    private static Optional<List<PathStep>> steps(PathFlow.@org.jspecify.annotations.Nullable Selection selection) {
        if (selection == null) {
            return Optional.of(List.of());
        }
        JsonPath path = selection.path();
        return path == null ? Optional.empty() : path.plainSteps();
    }

    /// @return empty when a path finds nothing
    /// @throws IOException when the text is not exactly one JSON value
    Optional<byte[]> apply(byte[] json) throws IOException {
        List<Slice> slices = new SliceReader(json, slots).read(tree);
        if (slices.size() < slots) {
            return Optional.empty();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(size(slices));
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Text(byte[] bytes) -> out.writeBytes(bytes);
                case Piece.Slot(int number) -> slices.get(number).writeTo(out);
            }
        }
        return Optional.of(out.toByteArray());
    }

    private int size(List<Slice> slices) {
        int size = 0;
        for (Piece piece : pieces) {
            size += switch (piece) {
                case Piece.Text(byte[] bytes) -> bytes.length;
                case Piece.Slot(int number) -> slices.get(number).length();
            };
        }
        return size;
    }

    /// Makes one list of texts and slots out of a template.
    private static final class Compiler {

        private final List<PathStep> prefix;
        private final List<Piece> pieces = new ArrayList<>();
        private final ByteArrayOutputStream text = new ByteArrayOutputStream();
        private final SliceTree tree = new SliceTree();
        private int slots;

        Compiler(List<PathStep> prefix) {
            this.prefix = prefix;
        }

        /// @return whether the template only selects
        boolean template(Template template) {
            return switch (template) {
                case Template.Constant(JsonNode value) -> {
                    text.writeBytes(Json.bytes(value));
                    yield true;
                }
                case Template.Computed(String name, Expression expression) ->
                    expression instanceof Expression.Path(JsonPath path)
                            && path.plainSteps().map(this::slot).orElse(false);
                case Template.Fields(Map<String, Template> fields) -> fields(fields);
                case Template.Elements(List<Template> elements) -> elements(elements);
            };
        }

        private boolean fields(Map<String, Template> fields) {
            char before = '{';
            for (Map.Entry<String, Template> field : fields.entrySet()) {
                text.write(before);
                text.writeBytes(Json.bytes(TextNode.valueOf(field.getKey())));
                text.write(':');
                if (!template(field.getValue())) {
                    return false;
                }
                before = ',';
            }
            text.writeBytes((fields.isEmpty() ? "{}" : "}").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return true;
        }

        private boolean elements(List<Template> elements) {
            char before = '[';
            for (Template element : elements) {
                text.write(before);
                if (!template(element)) {
                    return false;
                }
                before = ',';
            }
            text.writeBytes((elements.isEmpty() ? "[]" : "]").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return true;
        }

        boolean slot(List<PathStep> steps) {
            List<PathStep> whole = new ArrayList<>(prefix);
            whole.addAll(steps);
            if (whole.stream().anyMatch(step -> step instanceof PathStep.Index(int index) && index < 0)) {
                return false;
            }
            flush();
            tree.at(whole).slots().add(slots);
            pieces.add(new Piece.Slot(slots++));
            return true;
        }

        /// InputPath must find something even when nothing is taken from it.
        void requireInput() {
            if (slots == 0) {
                tree.at(prefix).slots().add(slots++);
            }
        }

        void flush() {
            if (text.size() > 0) {
                pieces.add(new Piece.Text(text.toByteArray()));
                text.reset();
            }
        }
    }
}
