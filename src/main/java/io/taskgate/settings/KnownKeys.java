package io.taskgate.settings;

import io.smallrye.config.NameIterator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The keys that the mappings read, as a tree. Immutable.
public final class KnownKeys {

    private static final String ANY = "*";
    private static final Pattern ELEMENT = Pattern.compile("\\[\\d+]$");

    private final Node root = new Node();
    private final Set<String> names;

    private static final class Node {
        private final TreeMap<String, Node> children = new TreeMap<>();
        private boolean leaf;
        /// Whether the leaf is a map, whose keys may have several segments.
        private boolean open;

        @Nullable Node child(String segment) {
            Node exact = children.get(segment);
            return exact == null ? children.get(ANY) : exact;
        }
    }

    /// @param names as SmallRye Config gives them: `*` for the key of a map, `[*]` for the index of a list
    public KnownKeys(Collection<String> names) {
        this.names = new TreeSet<>();
        for (String name : names) {
            String plain = name.replace("[*]", "");
            this.names.add(plain);
            Node at = root;
            for (String segment : plain.split("\\.", -1)) {
                at = at.children.computeIfAbsent(segment, absent -> new Node());
            }
            at.leaf = true;
            at.open = plain.endsWith("." + ANY);
        }
    }

    /// Returns the names, with `*` for the key of a map.
    public Set<String> names() {
        return names;
    }

    /// What is known of a key.
    sealed interface Lookup {

        /// A key that is read.
        record Known() implements Lookup {}

        /// A group of keys.
        ///
        /// @param names of its members
        record Group(List<String> names) implements Lookup {}

        /// A key below a value.
        record BelowValue(String value) implements Lookup {}

        /// A key that is not read.
        ///
        /// @param place   the longest group of the key
        /// @param segment the name that is unknown there
        /// @param names   that are known there
        record Unknown(List<String> place, String segment, List<String> names) implements Lookup {}
    }

    public boolean isKnown(String key) {
        return lookup(key) instanceof Lookup.Known;
    }

    Lookup lookup(String key) {
        Node at = root;
        List<String> path = new ArrayList<>();
        NameIterator segments = new NameIterator(key);
        while (segments.hasNext()) {
            String written = segments.getNextSegment();
            segments.next();
            String segment = at.children.containsKey(written)
                    ? written
                    : ELEMENT.matcher(written).replaceFirst("");
            Node next = at.child(segment);
            if (next == null) {
                return at.leaf
                        ? new Lookup.BelowValue(String.join(".", path))
                        : new Lookup.Unknown(path, segment, plain(at.children.keySet()));
            }
            if (next.open) {
                return new Lookup.Known();
            }
            path.add(written);
            at = next;
        }
        return at.leaf ? new Lookup.Known() : new Lookup.Group(plain(at.children.keySet()));
    }

    private static List<String> plain(Collection<String> segments) {
        return segments.stream().filter(name -> !name.equals(ANY)).toList();
    }

    /// Returns the names without maps.
    List<String> plainNames() {
        return names.stream().filter(name -> !name.contains(ANY)).toList();
    }

    /// Returns the key that an environment variable stands for. The name of a map entry is taken in lower case,
    /// with `-` for `_`, unless a source already has an entry that is written like it.
    ///
    /// @param existing keys of other sources
    public Optional<String> ofEnvironment(String variable, Collection<String> existing) {
        return existing.stream()
                .filter(key -> environment(key).equals(variable))
                .findFirst()
                .or(() -> names.stream()
                        .flatMap(name -> keyOf(variable, name).stream())
                        .findFirst());
    }

    private static Optional<String> keyOf(String variable, String name) {
        if (!name.contains(ANY)) {
            return environment(name).equals(variable) ? Optional.of(name) : Optional.empty();
        }
        List<String> fixed = List.of(name.split("\\*", -1));
        Matcher matcher = Pattern.compile(String.join(
                        "([A-Z0-9]+(?:_[A-Z0-9]+)*)",
                        fixed.stream()
                                .map(part -> Pattern.quote(environment(part)))
                                .toList()))
                .matcher(variable);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        StringBuilder key = new StringBuilder(fixed.getFirst());
        for (int i = 1; i < fixed.size(); i++) {
            key.append(matcher.group(i).toLowerCase(Locale.ROOT).replace('_', '-'))
                    .append(fixed.get(i));
        }
        return Optional.of(key.toString());
    }

    /// Returns the environment variable of a key, as SmallRye Config matches it.
    public static String environment(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
