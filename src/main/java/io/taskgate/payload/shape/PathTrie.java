package io.taskgate.payload.shape;

import io.taskgate.payload.json.Json;
import io.taskgate.payload.json.scan.DuplicateNameDetector;
import io.taskgate.payload.jsonpath.PathStep;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The paths of a shape as a tree: one node for each place that some paths lead to, with the places below it.
/// Compiled once, immutable.
final class PathTrie {

    private static final int[] NO_SLOTS = {};

    /// The slots that the value at this node fills.
    final int[] slots;

    /// The slots that are found if there is any value at this node: those of paths that continue to all
    /// places below.
    final int[] reached;

    /// The slots of such paths from this node or from below.
    final int[] many;

    /// The slot of an object with some of the fields at this node; -1 for none.
    final int pick;

    /// The names of those fields in order.
    final PathTrie.Part[] picked;

    private final long[] names;
    private final PathTrie[] fields;
    private final int fieldCount;
    private final int[] indexes;
    private final PathTrie[] elements;
    private final @Nullable PathTrie all;

    /// A field of a pick.
    ///
    /// @param known its name as a [DuplicateNameDetector] identifier
    /// @param text  its name as JSON, and a colon
    record Part(long known, byte[] text) {}

    private PathTrie(Builder paths) {
        slots = ints(paths.slots);
        reached = ints(paths.reached);
        many = ints(paths.many);
        pick = paths.pick;
        picked = paths.picked.stream().map(PathTrie::part).toArray(Part[]::new);
        all = paths.all == null ? null : new PathTrie(paths.all);
        names = paths.fields.keySet().stream()
                .mapToLong(DuplicateNameDetector::idOf)
                .toArray();
        fields = paths.fields.values().stream().map(PathTrie::new).toArray(PathTrie[]::new);
        fieldCount = all == null ? paths.names().size() : Integer.MAX_VALUE;
        indexes = ints(paths.elements.keySet());
        elements = paths.elements.values().stream().map(PathTrie::new).toArray(PathTrie[]::new);
    }

    private static int[] ints(Iterable<Integer> slots) {
        List<Integer> list = new ArrayList<>();
        slots.forEach(list::add);
        return list.isEmpty() ? NO_SLOTS : list.stream().mapToInt(slot -> slot).toArray();
    }

    private static Part part(String name) {
        String text = Json.text(com.fasterxml.jackson.databind.node.TextNode.valueOf(name)) + ":";
        return new Part(DuplicateNameDetector.idOf(name), text.getBytes(StandardCharsets.UTF_8));
    }

    boolean wantsFields() {
        return names.length > 0 || all != null || pick >= 0;
    }

    boolean wantsElements() {
        return elements.length > 0 || all != null;
    }

    /// Returns the number of fields that paths name; any number if a path matches all.
    int fieldCount() {
        return fieldCount;
    }

    /// Returns the position of a field in the pick; -1 for none.
    ///
    /// @param name a [DuplicateNameDetector] identifier
    int part(long name) {
        for (int i = 0; i < picked.length; i++) {
            if (picked[i].known() == name) {
                return i;
            }
        }
        return -1;
    }

    /// @param name a [DuplicateNameDetector] identifier
    @Nullable PathTrie field(long name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i] == name) {
                return fields[i];
            }
        }
        return all;
    }

    @Nullable PathTrie element(int index) {
        int i = indexes.length == 0 ? -1 : Arrays.binarySearch(indexes, index);
        return i < 0 ? all : elements[i];
    }

    /// Returns the nodes of elements that have paths of their own and are not in an array of this length.
    List<PathTrie> beyond(int length) {
        int first = 0;
        while (first < indexes.length && indexes[first] < length) {
            first++;
        }
        return first == indexes.length ? List.of() : List.of(elements).subList(first, elements.length);
    }

    /// Collects the paths of a shape and compiles them. Not thread-safe.
    static final class Builder {

        private final TreeSet<Integer> slots = new TreeSet<>();
        private final TreeSet<Integer> reached = new TreeSet<>();
        private final TreeSet<Integer> many = new TreeSet<>();
        private final TreeMap<String, Builder> fields = new TreeMap<>();
        private final TreeMap<Integer, Builder> elements = new TreeMap<>();
        private List<String> picked = List.of();
        private int pick = -1;
        private boolean clash;
        private @Nullable Builder all;

        /// Adds a path that fills the slot with its value.
        void add(List<PathStep> steps, int slot) {
            int firstAll = steps.indexOf(new PathStep.All());
            for (int i = 0; i <= firstAll; i++) {
                at(steps.subList(0, i)).many.add(slot);
            }
            if (firstAll >= 0) {
                at(steps.subList(0, firstAll)).reached.add(slot);
            }
            if (!steps.isEmpty() && steps.getLast() instanceof PathStep.Names(List<String> some)) {
                at(steps.subList(0, steps.size() - 1)).picks(some, slot);
            } else {
                at(steps).slots.add(slot);
            }
        }

        /// Adds a path that only checks for a value.
        ///
        /// @param steps to one place
        void look(List<PathStep> steps, int slot) {
            at(steps).reached.add(slot);
        }

        /// Adds a path whose value is needed, with all fields of a pick.
        void addPart(List<PathStep> steps) {
            if (!steps.isEmpty() && steps.getLast() instanceof PathStep.Names(List<String> some)) {
                Builder object = at(steps.subList(0, steps.size() - 1));
                some.forEach(name -> object.fields
                        .computeIfAbsent(name, _ -> new Builder())
                        .slots
                        .add(0));
            } else {
                at(steps).slots.add(0);
            }
        }

        /// Adds a path that only needs to be found.
        void addPlace(List<PathStep> steps) {
            at(steps);
        }

        private Builder at(List<PathStep> steps) {
            Builder at = this;
            for (PathStep step : steps) {
                at = switch (step) {
                    case PathStep.Field(String name) -> at.fields.computeIfAbsent(name, _ -> new Builder());
                    case PathStep.Index(int index) -> at.elements.computeIfAbsent(index, _ -> new Builder());
                    case PathStep.All _ -> at.all();
                    case PathStep.Names _ ->
                        throw new IllegalArgumentException("A pick is only valid at the end of a path.");
                };
            }
            return at;
        }

        private Builder all() {
            Builder below = all == null ? new Builder() : all;
            all = below;
            return below;
        }

        private void picks(List<String> names, int slot) {
            clash |= pick >= 0;
            pick = slot;
            picked = names;
        }

        /// @return empty if two paths for one place contradict each other
        Optional<PathTrie> compiled() {
            spread();
            return isClear() ? Optional.of(new PathTrie(this)) : Optional.empty();
        }

        /// Copies the paths of all elements to each element that has paths of its own.
        private void spread() {
            if (all != null) {
                Builder of = all;
                fields.values().forEach(field -> field.merge(of));
                elements.values().forEach(element -> element.merge(of));
                of.spread();
            }
            fields.values().forEach(Builder::spread);
            elements.values().forEach(Builder::spread);
        }

        private void merge(Builder other) {
            slots.addAll(other.slots);
            reached.addAll(other.reached);
            many.addAll(other.many);
            if (other.pick >= 0) {
                picks(other.picked, other.pick);
            }
            other.fields.forEach((name, below) ->
                    fields.computeIfAbsent(name, _ -> new Builder()).merge(below));
            other.elements.forEach((index, below) ->
                    elements.computeIfAbsent(index, _ -> new Builder()).merge(below));
            if (other.all != null) {
                all().merge(other.all);
            }
        }

        /// Returns all field names that any path uses.
        private Set<String> names() {
            Set<String> names = new TreeSet<>(picked);
            names.addAll(fields.keySet());
            return names;
        }

        private boolean isClear() {
            return !clash
                    && (all == null || all.isClear())
                    && fields.values().stream().allMatch(Builder::isClear)
                    && elements.values().stream().allMatch(Builder::isClear);
        }
    }
}
