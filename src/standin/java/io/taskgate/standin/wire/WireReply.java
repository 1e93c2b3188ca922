package io.taskgate.standin.wire;

import java.nio.charset.StandardCharsets;

/// The response to a client.
public record WireReply(int status, HttpHeaders headers, MessageBody body, FaultEffect manner) {

    public static WireReply of(int status, String type, byte[] body) {
        return new WireReply(
                status, new HttpHeaders().set("Content-Type", type), MessageBody.of(body), new FaultEffect.Whole());
    }

    public static WireReply of(int status, String type, String body) {
        return of(status, type, body.getBytes(StandardCharsets.UTF_8));
    }

    /// A response that is not sent.
    public static WireReply none(FaultEffect manner) {
        return new WireReply(0, new HttpHeaders(), MessageBody.of(new byte[0]), manner);
    }

    public WireReply in(FaultEffect other) {
        return new WireReply(status, headers, body, other);
    }

    public WireReply with(String header, String value) {
        headers.set(header, value);
        return this;
    }

    /// Returns whether a body can follow the head, independent of the length in the head.
    boolean hasBody(String method) {
        return !method.equals("HEAD") && status != 204 && status != 304;
    }
}
