package io.taskgate.standin.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The header fields of a message in order. Names are case-insensitive. Not thread-safe.
public final class HttpHeaders {

    private static final int MAX_BYTES = 65_536;

    /// Fields that concern one connection and are not forwarded.
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection", "keep-alive", "proxy-connection", "transfer-encoding", "te", "upgrade", "expect", "trailer");

    private record Field(String name, String value) {}

    private final List<Field> fields = new ArrayList<>();

    /// Reads up to the empty line.
    static HttpHeaders read(InputStream in) throws IOException {
        HttpHeaders headers = new HttpHeaders();
        int bytes = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            bytes += line.length();
            int colon = line.indexOf(':');
            if (colon < 1 || bytes > MAX_BYTES) {
                throw new IOException("no header, or too many: " + line.length() + " characters");
            }
            headers.fields.add(new Field(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return headers;
    }

    /// Reads a line without its end.
    ///
    /// @throws EOFException if the stream ends first
    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            if (line.length() > MAX_BYTES) {
                throw new IOException("a line of more than " + MAX_BYTES + " bytes");
            }
            line.append((char) c);
        }
        int length = line.length();
        return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
    }

    public Optional<String> first(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .findFirst();
    }

    /// Replaces all fields of this name.
    public HttpHeaders set(String name, String value) {
        remove(name);
        fields.add(new Field(name, value));
        return this;
    }

    public HttpHeaders remove(String name) {
        fields.removeIf(field -> field.name().equalsIgnoreCase(name));
        return this;
    }

    boolean says(String name, String word) {
        return first(name)
                .filter(value -> value.toLowerCase(Locale.ROOT).contains(word))
                .isPresent();
    }

    HttpHeaders toPassOn() {
        HttpHeaders passed = new HttpHeaders();
        fields.stream()
                .filter(field -> !HOP_BY_HOP.contains(field.name().toLowerCase(Locale.ROOT)))
                .forEach(passed.fields::add);
        return passed;
    }

    /// Returns the head with the start line and the empty line at the end.
    byte[] head(String start) {
        StringBuilder head = new StringBuilder(start).append("\r\n");
        fields.forEach(field ->
                head.append(field.name()).append(": ").append(field.value()).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
