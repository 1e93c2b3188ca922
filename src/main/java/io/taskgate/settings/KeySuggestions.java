package io.taskgate.settings;

import java.util.List;
import java.util.Optional;

/// Describes keys and variables that are not read, with the nearest ones that are. Immutable.
public final class KeySuggestions {

    private final KnownKeys known;

    public KeySuggestions(KnownKeys known) {
        this.known = known;
    }

    /// Returns the reason why a key is not read, with a fix; empty for a key that is read.
    Optional<String> problem(String key) {
        return switch (known.lookup(key)) {
            case KnownKeys.Lookup.Known _ -> Optional.empty();
            case KnownKeys.Lookup.Group(List<String> names) ->
                Optional.of("Not a value. Use one of " + names + " below it.");
            case KnownKeys.Lookup.BelowValue(String value) ->
                Optional.of("Unknown key. Nothing can be set below " + value + ". Remove it.");
            case KnownKeys.Lookup.Unknown unknown -> Optional.of("Unknown key. " + suggestion(key, unknown));
        };
    }

    /// The nearest key of the same place, or the key with the same end elsewhere.
    private String suggestion(String key, KnownKeys.Lookup.Unknown unknown) {
        String place = String.join(".", unknown.place());
        Optional<String> near = NearestName.of(unknown.segment(), unknown.names())
                .map(name -> place.isEmpty() ? name : place + "." + name)
                .or(() -> NearestName.of(key, known.plainNames()))
                .or(() -> known.plainNames().stream()
                        .filter(name -> name.endsWith(key.substring(key.lastIndexOf('.'))))
                        .findFirst());
        return near.map(name -> "Did you mean " + name + "? ").orElse("")
                + (unknown.names().isEmpty() ? "" : "Use one of " + unknown.names() + ".");
    }

    /// Returns the nearest variable of a key, for a variable without a key.
    public Optional<String> nearestVariable(String variable) {
        return NearestName.of(
                variable,
                known.plainNames().stream().map(KnownKeys::environment).toList());
    }
}
