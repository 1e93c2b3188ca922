package io.taskgate.standin.wire;

import java.nio.charset.StandardCharsets;

/// What a client gets.
public record Reply(int status, Headers headers, Body body, Manner manner) {

    public static Reply of(int status, String type, byte[] body) {
        return new Reply(status, new Headers().set("Content-Type", type), Body.of(body), new Manner.Whole());
    }

    public static Reply of(int status, String type, String body) {
        return of(status, type, body.getBytes(StandardCharsets.UTF_8));
    }

    /// A reply that is not sent.
    public static Reply none(Manner manner) {
        return new Reply(0, new Headers(), Body.of(new byte[0]), manner);
    }

    public Reply in(Manner other) {
        return new Reply(status, headers, body, other);
    }

    public Reply with(String header, String value) {
        headers.set(header, value);
        return this;
    }

    /// Whether a body may follow the head, whatever the head says of its length.
    boolean hasBody(String method) {
        return !method.equals("HEAD") && status != 204 && status != 304;
    }
}
