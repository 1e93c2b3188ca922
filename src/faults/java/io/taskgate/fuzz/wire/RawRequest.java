package io.taskgate.fuzz.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A request as sent over the wire.
///
/// @param operation the operation that the request was created for
/// @param name the names of its mutations, or of the review's finding
/// @param headers names and values in turn, without the headers of the framing
/// @param framing how the length of the body is declared
/// @param answerDue whether the gateway must respond: it may close the connection after a malformed head or
///     framing
@SuppressWarnings("ArrayRecordComponent")
public record RawRequest(
        String operation,
        String name,
        String method,
        String target,
        List<String> headers,
        byte[] body,
        Framing framing,
        boolean answerDue) {

    /// The framing of the body.
    public enum Framing {
        /// Content-Length, if there is a body.
        LENGTH,
        CHUNKED,
        /// A Content-Length that is larger than the body; then the client half-closes the connection.
        SHORT,
        /// A Content-Length that is larger than the body; the connection stays open.
        STALLED,
        /// The headers of the mutation.
        OWN
    }

    private static final byte[] NOTHING = {};

    /// Creates a request.
    ///
    /// @param key the API key; empty for none
    /// @param json the body; null for none
    public static RawRequest of(String operation, String method, String target, String key, @Nullable String json) {
        List<String> headers = new ArrayList<>(List.of("Host", "localhost"));
        if (!key.isEmpty()) {
            headers.addAll(List.of("X-Api-Key", key));
        }
        if (json != null) {
            headers.addAll(List.of("Content-Type", "application/json"));
        }
        return new RawRequest(
                operation,
                "",
                method,
                target,
                List.copyOf(headers),
                json == null ? NOTHING : json.getBytes(StandardCharsets.UTF_8),
                Framing.LENGTH,
                true);
    }

    public RawRequest named(String mutation) {
        String names = name.isEmpty() ? mutation : name + ", " + mutation;
        return new RawRequest(operation, names, method, target, headers, body, framing, answerDue);
    }

    public RawRequest method(String other) {
        return new RawRequest(operation, name, other, target, headers, body, framing, answerDue);
    }

    public RawRequest target(String other) {
        return new RawRequest(operation, name, method, other, headers, body, framing, answerDue);
    }

    public RawRequest body(byte[] other) {
        return new RawRequest(operation, name, method, target, headers, other, framing, answerDue);
    }

    public RawRequest framing(Framing other) {
        return new RawRequest(operation, name, method, target, headers, body, other, answerDue);
    }

    /// Marks the request as malformed: the gateway may close the connection without a response.
    public RawRequest broken() {
        return new RawRequest(operation, name, method, target, headers, body, framing, false);
    }

    public RawRequest with(String header, String value) {
        List<String> more = new ArrayList<>(headers);
        more.addAll(List.of(header, value));
        return new RawRequest(operation, name, method, target, List.copyOf(more), body, framing, answerDue);
    }

    public RawRequest without(String header) {
        List<String> fewer = new ArrayList<>();
        for (int i = 0; i < headers.size(); i += 2) {
            if (!headers.get(i).equalsIgnoreCase(header)) {
                fewer.addAll(headers.subList(i, i + 2));
            }
        }
        return new RawRequest(operation, name, method, target, List.copyOf(fewer), body, framing, answerDue);
    }

    public RawRequest replacing(String header, String value) {
        return without(header).with(header, value);
    }

    public String header(String name) {
        for (int i = 0; i < headers.size(); i += 2) {
            if (headers.get(i).equalsIgnoreCase(name)) {
                return headers.get(i + 1);
            }
        }
        return "";
    }

    /// Returns whether the connection may be reused, unless the response closes it.
    public boolean keepsConnection() {
        return (framing == Framing.LENGTH || framing == Framing.CHUNKED)
                && header("Connection").isEmpty()
                && header("Expect").isEmpty();
    }

    /// Returns the bytes of the head. Each character is one byte, so a mutation can send any byte.
    public byte[] head() {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        for (int i = 0; i < headers.size(); i += 2) {
            head.append(headers.get(i)).append(": ").append(headers.get(i + 1)).append("\r\n");
        }
        switch (framing) {
            case LENGTH -> {
                if (body.length > 0 || method.equals("POST")) {
                    head.append("Content-Length: ").append(body.length).append("\r\n");
                }
            }
            case CHUNKED -> head.append("Transfer-Encoding: chunked\r\n");
            case SHORT, STALLED ->
                head.append("Content-Length: ").append(body.length + 100).append("\r\n");
            case OWN -> {
                // part of the headers
            }
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /// Returns the body as sent over the wire.
    public byte[] sentBody() {
        if (framing != Framing.CHUNKED) {
            return body;
        }
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        for (int from = 0; from < body.length; from += 8_000) {
            int length = Math.min(8_000, body.length - from);
            chunks.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            chunks.write(body, from, length);
            chunks.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        chunks.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return chunks.toByteArray();
    }

    public byte[] wire() {
        byte[] head = head();
        byte[] sent = sentBody();
        byte[] all = new byte[head.length + sent.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(sent, 0, all, head.length, sent.length);
        return all;
    }

    public boolean isHead() {
        return method.toUpperCase(Locale.ROOT).equals("HEAD");
    }
}
