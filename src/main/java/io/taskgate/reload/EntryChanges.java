package io.taskgate.reload;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Describes the difference between two versions of entries. Pure.
public final class EntryChanges {

    private EntryChanges() {}

    /// Returns `removed key a, changed key b, added key c`; null if the versions are equal.
    ///
    /// @param before the entries by name, such as `key a`, in the order of the text
    public static @Nullable String describe(Map<String, ?> before, Map<String, ?> after) {
        List<String> parts = new ArrayList<>();
        before.forEach((name, entry) -> {
            if (!after.containsKey(name)) {
                parts.add("removed " + name);
            } else if (!entry.equals(after.get(name))) {
                parts.add("changed " + name);
            }
        });
        after.keySet().stream().filter(name -> !before.containsKey(name)).forEach(name -> parts.add("added " + name));
        return parts.isEmpty() ? null : String.join(", ", parts);
    }
}
