package io.taskgate.testing;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/// Unique secret values by name, and the search for them in a text: as they are, URL-encoded, in Base64, and
/// the beginning of a long one.
public final class CanaryValues {

    /// The searched length of a long value: longer than any accidental match with a random token.
    private static final int BEGINNING = 40;

    private final Map<String, String> values = new TreeMap<>();

    /// Adds a new value.
    public String plant(String what) {
        String value = "canary-" + what.replaceAll("[^a-z0-9]+", "-") + "-" + UUID.randomUUID();
        values.put(what, value);
        return value;
    }

    /// Adds a value that was created elsewhere.
    public void add(String what, String value) {
        values.put(what, value);
    }

    public Map<String, String> all() {
        return Map.copyOf(values);
    }

    /// Returns the canaries that a text contains.
    public List<String> in(String text) {
        return values.entrySet().stream()
                .filter(canary -> isIn(text, canary.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    static boolean isIn(String text, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return text.contains(value)
                || text.contains(URLEncoder.encode(value, StandardCharsets.UTF_8))
                || text.contains(Base64.getEncoder().withoutPadding().encodeToString(bytes))
                || value.length() > 2 * BEGINNING && text.contains(value.substring(0, BEGINNING));
    }
}
