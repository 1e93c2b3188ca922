package io.taskgate.payload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where a projection looks: one node for each step of its paths.
///
/// @param slots the numbers of the slots that the value here fills
record SliceTree(Map<String, SliceTree> fields, Map<Integer, SliceTree> elements, List<Integer> slots) {

    SliceTree() {
        this(new HashMap<>(), new HashMap<>(), new ArrayList<>());
    }

    /// The node at the end of the steps, made where missing.
    SliceTree at(List<PathStep> steps) {
        SliceTree at = this;
        for (PathStep step : steps) {
            at = switch (step) {
                case PathStep.Field(String name) -> at.fields.computeIfAbsent(name, _ -> new SliceTree());
                case PathStep.Index(int index) -> at.elements.computeIfAbsent(index, _ -> new SliceTree());
            };
        }
        return at;
    }
}
