package io.taskgate.payload;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// For shapes that need a tree: leaves out of a text what the shape can't read, so that the tree is one of what is
/// needed. The shape gives the same for the pruned payload as for the whole one. Immutable.
final class Pruning {

    /// Leaves nothing out.
    private static final Pruning NONE = new Pruning(List.of(List.of()), List.of(), false);

    /// In bytes; the tree takes some ten times as many.
    private static final int MOST = 64 * 1024 * 1024;

    private final Wanted wanted;

    /// Whether a field is also looked for in the elements of an array, as JSONata does.
    private final boolean intoArrays;

    /// @param there must still be found, even when nothing in it is read
    private Pruning(List<List<PathStep>> parts, List<PathStep> there, boolean intoArrays) {
        Wanted.Paths paths = new Wanted.Paths();
        parts.forEach(paths::addPart);
        paths.addPlace(there);
        this.wanted = paths.compiled().orElseThrow();
        this.intoArrays = intoArrays;
    }

    static Pruning of(DataFlow flow) {
        return switch (flow) {
            case PathFlow path -> isWhole(path) ? NONE : ofPath(path);
            case QueryFlow query ->
                query.partsRead()
                        .map(parts -> new Pruning(parts, List.of(), true))
                        .orElse(NONE);
        };
    }

    /// Whether what came is in what goes on: ResultPath puts the result into it.
    private static boolean isWhole(PathFlow flow) {
        PathFlow.Selection result = flow.result();
        return result != null
                && (result.path() == null || !result.path().selectingSteps().equals(Optional.of(List.of())));
    }

    private static Pruning ofPath(PathFlow flow) {
        Template assign = flow.assign();
        List<List<PathStep>> parts = new ArrayList<>(assign == null ? List.of() : read(assign.paths()));
        PathFlow.Selection input = flow.input();
        if (input == null) {
            parts.addAll(inside(flow));
            return new Pruning(parts, List.of(), false);
        }
        if (input.path() == null || !input.path().readsPayload()) {
            return new Pruning(parts, List.of(), false);
        }
        List<PathStep> prefix = input.path().partRead();
        boolean isOnePlace =
                input.path().selectingSteps().isPresent() && prefix.stream().allMatch(PathStep.Plain.class::isInstance);
        if (!isOnePlace) {
            parts.add(prefix);
            return new Pruning(parts, List.of(), false);
        }
        for (List<PathStep> steps : inside(flow)) {
            List<PathStep> whole = new ArrayList<>(prefix);
            whole.addAll(steps);
            parts.add(whole);
        }
        return new Pruning(parts, prefix, false);
    }

    /// The parts of what InputPath has found.
    private static List<List<PathStep>> inside(PathFlow flow) {
        Template template = flow.parameters() == null ? flow.resultSelector() : flow.parameters();
        if (template != null) {
            return read(template.paths());
        }
        JsonPath output = flow.output() == null ? null : flow.output().path();
        return flow.output() != null && output == null
                ? List.of()
                : output == null ? List.of(List.of()) : read(Stream.of(output));
    }

    private static List<List<PathStep>> read(Stream<JsonPath> paths) {
        return paths.filter(JsonPath::readsPayload).map(JsonPath::partRead).toList();
    }

    /// @return what is left, as JSON text
    /// @throws InvalidJsonException when the text is not exactly one JSON value
    /// @throws EvaluationException when more is left than a tree is built of
    byte[] apply(JsonScanner text) throws IOException {
        try (Scratch scratch = Scratch.take(2, MOST)) {
            Run run = new Run(text, scratch.kept(0), scratch.kept(1), intoArrays);
            text.whole(p -> run.value(p, wanted, 0));
            Kept left = scratch.kept(0);
            return Arrays.copyOfRange(left.bytes(), left.from(), left.from() + left.length());
        } catch (TooLongException _) {
            throw new EvaluationException(
                    EvaluationException.RUNTIME, "the shape reads more of the payload than " + MOST + " bytes");
        }
    }

    /// One text on its way through.
    private record Run(JsonScanner text, Kept out, Kept name, boolean intoArrays) {

        int value(int p, Wanted of, int depth) throws IOException {
            int b = text.at(p);
            if (of.slots.length > 0 || (b != '{' && b != '[')) {
                text.copyFrom(p, out);
                int after = text.value(p, depth);
                text.copyUpTo(after);
                return after;
            }
            return b == '{' ? object(p, of, depth + 1) : array(p, of, depth + 1);
        }

        private int object(int start, Wanted of, int depth) throws IOException {
            out.write('{');
            int p = text.openObject(start, depth);
            int count = 0;
            int left = 0;
            boolean open = text.at(p) != '}';
            while (open) {
                name.clear();
                text.copyFrom(p, name);
                p = text.name(p);
                text.copyUpTo(p);
                Wanted field = of.field(text.name());
                p = text.valueOf(p, depth, count++);
                if (field == null) {
                    p = text.value(p, depth);
                } else {
                    if (left++ > 0) {
                        out.write(',');
                    }
                    out.write(name.bytes(), name.from(), name.from() + name.length());
                    out.write(':');
                    p = value(p, field, depth);
                }
                p = text.next(p, '}');
                open = p >= 0;
            }
            out.write('}');
            return count == 0 ? p + 1 : ~p;
        }

        /// What comes behind an element that is wanted can't be missed; what comes before it keeps its place.
        private int array(int start, Wanted of, int depth) throws IOException {
            out.write('[');
            int p = text.openArray(start, depth);
            int count = 0;
            boolean open = text.at(p) != ']';
            while (open) {
                @Nullable Wanted element = intoArrays ? of : of.element(count);
                boolean stays = element != null || !of.beyond(count).isEmpty();
                if (stays && count > 0) {
                    out.write(',');
                }
                if (element != null) {
                    p = value(p, element, depth);
                } else {
                    p = text.value(p, depth);
                    if (stays) {
                        out.write('0');
                    }
                }
                count++;
                p = text.next(p, ']');
                open = p >= 0;
            }
            out.write(']');
            return count == 0 ? p + 1 : ~p;
        }
    }
}
