package io.taskgate.payload.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.ResultTooLargeException;
import io.taskgate.payload.TreeTooLargeException;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.json.scan.JsonFragmentBuffer;
import io.taskgate.payload.json.scan.JsonScanner;
import io.taskgate.payload.json.scan.JsonTreeBuilder;
import io.taskgate.payload.jsonpath.AslPath;
import io.taskgate.payload.jsonpath.PathStep;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Removes the parts of a text that a shape can't read, so that the tree contains only the necessary parts.
/// The shape has the same result for the pruned payload as for the whole one. Immutable.
final class TreePruner {

    /// Removes nothing.
    private static final TreePruner NONE = new TreePruner(List.of(List.of()), List.of(), false);

    /// The maximum size of the pruned text in bytes; the tree takes about ten times as many.
    private static final int MAX_BYTES = 64 * 1024 * 1024;

    private static final int PART = 0;
    private static final int NAME = 1;

    private final PathTrie trie;

    /// Whether a field is also matched in the elements of an array, as in JSONata.
    private final boolean intoArrays;

    /// @param there the paths that must still be found, even if their value is not read
    private TreePruner(List<List<PathStep>> parts, List<PathStep> there, boolean intoArrays) {
        PathTrie.Builder paths = new PathTrie.Builder();
        parts.forEach(paths::addPart);
        paths.addPlace(there);
        this.trie = paths.compiled().orElseThrow();
        this.intoArrays = intoArrays;
    }

    static TreePruner of(DataFlow flow) {
        return switch (flow) {
            case JsonPathDataFlow path -> isWhole(path) ? NONE : ofPath(path);
            case JsonataDataFlow query ->
                query.partsRead()
                        .map(parts -> new TreePruner(parts, List.of(), true))
                        .orElse(NONE);
        };
    }

    /// Returns whether the whole payload is part of the result: ResultPath merges into it.
    private static boolean isWhole(JsonPathDataFlow flow) {
        JsonPathDataFlow.Selection result = flow.result();
        return result != null
                && (result.path() == null || !result.path().selectingSteps().equals(Optional.of(List.of())));
    }

    private static TreePruner ofPath(JsonPathDataFlow flow) {
        PayloadTemplate assign = flow.assign();
        List<List<PathStep>> parts = new ArrayList<>(assign == null ? List.of() : read(assign.paths()));
        JsonPathDataFlow.Selection input = flow.input();
        if (input == null) {
            parts.addAll(inside(flow));
            return new TreePruner(parts, List.of(), false);
        }
        if (input.path() == null || !input.path().readsPayload()) {
            return new TreePruner(parts, List.of(), false);
        }
        List<PathStep> prefix = input.path().partRead();
        boolean isOnePlace =
                input.path().selectingSteps().isPresent() && prefix.stream().allMatch(PathStep.Plain.class::isInstance);
        if (!isOnePlace) {
            parts.add(prefix);
            return new TreePruner(parts, List.of(), false);
        }
        for (List<PathStep> steps : inside(flow)) {
            List<PathStep> whole = new ArrayList<>(prefix);
            whole.addAll(steps);
            parts.add(whole);
        }
        return new TreePruner(parts, prefix, false);
    }

    /// Returns the parts below InputPath.
    private static List<List<PathStep>> inside(JsonPathDataFlow flow) {
        PayloadTemplate template = flow.parameters() == null ? flow.resultSelector() : flow.parameters();
        if (template != null) {
            return read(template.paths());
        }
        AslPath output = flow.output() == null ? null : flow.output().path();
        return flow.output() != null && output == null
                ? List.of()
                : output == null ? List.of(List.of()) : read(Stream.of(output));
    }

    private static List<List<PathStep>> read(Stream<AslPath> paths) {
        return paths.filter(AslPath::readsPayload).map(AslPath::partRead).toList();
    }

    /// @return the pruned payload
    /// @throws InvalidJsonException if the text is not exactly one JSON value
    /// @throws EvaluationException if the pruned payload is too large for a tree
    JsonNode apply(JsonScanner text) throws IOException {
        try (ProjectionBuffers scratch = ProjectionBuffers.take(2, MAX_BYTES)) {
            Run run = new Run(text, scratch.kept(PART), scratch.kept(NAME), intoArrays);
            JsonNode[] left = new JsonNode[1];
            text.readAll(p -> {
                left[0] = run.value(p, trie, 0);
                return run.after;
            });
            return left[0];
        } catch (ResultTooLargeException _) {
            throw new EvaluationException(
                    EvaluationException.RUNTIME, "The shape reads more than " + MAX_BYTES + " bytes of the payload.");
        } catch (TreeTooLargeException e) {
            throw new EvaluationException(
                    EvaluationException.RUNTIME, "The shape reads too much of the payload: " + e.getMessage());
        }
    }

    /// One run over a text. A text in memory is read once; of a stream, the needed parts and names are kept
    /// until they have been read.
    private static final class Run {

        private final JsonScanner text;
        private final JsonTreeBuilder tree;
        private final JsonFragmentBuffer part;
        private final JsonFragmentBuffer name;
        private final boolean intoArrays;
        private int after;
        private long read;

        Run(JsonScanner text, JsonFragmentBuffer part, JsonFragmentBuffer name, boolean intoArrays) {
            this.text = text;
            this.tree = new JsonTreeBuilder(text);
            this.part = part;
            this.name = name;
            this.intoArrays = intoArrays;
        }

        /// Leaves the position after the value in [#after].
        JsonNode value(int p, PathTrie of, int depth) throws IOException {
            int b = text.at(p);
            if (of.slots.length > 0 || (b != '{' && b != '[')) {
                return whole(p, depth);
            }
            return b == '{' ? object(p, of, depth + 1) : array(p, of, depth + 1);
        }

        private JsonNode whole(int p, int depth) throws IOException {
            if (text.isInMemory()) {
                JsonNode value = tree.value(p, depth);
                after = tree.after();
                add(after - p);
                return value;
            }
            part.clear();
            text.copyFrom(p, part);
            after = text.value(p, depth);
            text.copyUpTo(after);
            add(part.length());
            tree.add(JsonTreeBuilder.weight(part.bytes(), part.from(), part.length()));
            return Json.parseTrusted(part.bytes(), part.from(), part.length());
        }

        private void add(int bytes) {
            read += bytes;
            if (read > MAX_BYTES) {
                throw new ResultTooLargeException(MAX_BYTES);
            }
        }

        private JsonNode object(int start, PathTrie of, int depth) throws IOException {
            tree.addObject();
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            int p = text.openObject(start, depth);
            int count = 0;
            boolean open = text.at(p) != '}';
            while (open) {
                int value = member(p, depth, count++);
                PathTrie field = of.field(text.name());
                if (field == null) {
                    after = text.value(value, depth);
                } else {
                    String own = text.isInMemory() ? tree.name(p) : keptName();
                    object.set(own, value(value, field, depth));
                }
                p = text.next(after, '}');
                open = p >= 0;
            }
            after = count == 0 ? p + 1 : ~p;
            return object;
        }

        private int member(int p, int depth, int count) throws IOException {
            if (text.isInMemory()) {
                return text.member(p, depth, count);
            }
            name.clear();
            text.copyFrom(p, name);
            int behind = text.name(p);
            text.copyUpTo(behind);
            return text.valueOf(behind, depth, count);
        }

        private String keptName() {
            return Json.parseTrusted(name.bytes(), name.from(), name.length()).textValue();
        }

        /// Elements after the last needed one can be removed; elements before it keep their positions.
        private JsonNode array(int start, PathTrie of, int depth) throws IOException {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            int p = text.openArray(start, depth);
            int count = 0;
            boolean open = text.at(p) != ']';
            while (open) {
                @Nullable PathTrie element = intoArrays ? of : of.element(count);
                if (element != null) {
                    tree.addElement();
                    array.add(value(p, element, depth));
                } else {
                    after = text.value(p, depth);
                    if (!of.beyond(count).isEmpty()) {
                        array.add(0);
                    }
                }
                count++;
                p = text.next(after, ']');
                open = p >= 0;
            }
            after = count == 0 ? p + 1 : ~p;
            return array;
        }
    }
}
