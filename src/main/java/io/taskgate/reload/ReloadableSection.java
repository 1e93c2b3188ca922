package io.taskgate.reload;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A part of the configuration that can change while the process runs. Sources add to the configuration of
/// the application.
public interface ReloadableSection {

    /// The content of a source for this section.
    ///
    /// @param location   the source, for people
    /// @param properties by key, such as `taskgate.access.keys.orders.roles[0]`
    record Loaded(String location, Map<String, String> properties) {}

    /// A new version of the section.
    sealed interface Version {
        /// @param swap   activates the version: atomically, and without failing
        /// @param change the difference by names; null for none
        record Valid(Runnable swap, @Nullable String change) implements Version {}

        /// @param problems one line each, with the key and the correction and without secrets
        record Invalid(List<String> problems) implements Version {}
    }

    /// Returns whether a source may contain this property of the section.
    boolean reads(String property);

    /// Validates the content of the sources without changing anything.
    Version prepare(List<Loaded> loaded);

    /// Returns the properties with digests in place of secrets, so that they can stay in memory for the next
    /// version.
    Map<String, String> withoutSecrets(Map<String, String> properties);
}
