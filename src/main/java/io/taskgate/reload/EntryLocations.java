package io.taskgate.reload;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The location of each entry of several sources. An entry is complete in one source, so that its removal there
/// removes all of it. Not thread-safe.
public final class EntryLocations {

    /// The location of the settings that can't change while the process runs.
    public static final String APPLICATION = "the application's configuration";

    private final Map<String, String> locations = new HashMap<>();

    /// Adds an entry.
    ///
    /// @param key of the entry
    /// @return the problem of an entry that another source has
    public Optional<String> add(String key, String location) {
        String other = locations.putIfAbsent(key, location);
        return other == null
                ? Optional.empty()
                : Optional.of(key + ": Defined in " + other + " and in " + location
                        + ". Define the whole entry in one of them.");
    }
}
