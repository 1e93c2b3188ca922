package io.taskgate.reload;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A part of the configuration that can change while the process runs. What the application's own configuration
/// says of it stays; sources add to it.
public interface ReloadableSection {

    /// What a source holds for this section.
    ///
    /// @param location   the source, for people
    /// @param properties by key, as in `taskgate.access.keys.orders.roles[0]`
    record Loaded(String location, Map<String, String> properties) {}

    /// A new version of the section.
    sealed interface Version {
        /// @param swap   puts the version into use: whole, at once, and without failing
        /// @param change what is different, by names; null where nothing is
        record Valid(Runnable swap, @Nullable String change) implements Version {}

        /// @param problems a line for each, with the key and the fix and without a secret
        record Invalid(List<String> problems) implements Version {}
    }

    /// Whether the property is one of this section's that a source may hold.
    boolean reads(String property);

    /// Checks what the sources hold now, and changes nothing.
    Version prepare(List<Loaded> loaded);

    /// The properties as they may be kept in memory for the next version, with digests in the place of secrets.
    Map<String, String> withoutSecrets(Map<String, String> properties);
}
