package io.taskgate.testing.payload;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// JSON for tests, with `'` instead of `"` if the text contains no `"`.
public final class TestJson {

    private TestJson() {}

    public static JsonNode of(String text) {
        return plain(quoted(text));
    }

    /// Returns the text unchanged.
    public static JsonNode plain(String text) {
        try {
            return Json.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    /// Replaces each `'` outside of `"…"`.
    private static String quoted(String text) {
        StringBuilder json = new StringBuilder();
        boolean within = false;
        for (char c : text.toCharArray()) {
            within ^= c == '"';
            json.append(c == '\'' && !within ? '"' : c);
        }
        return json.toString();
    }
}
