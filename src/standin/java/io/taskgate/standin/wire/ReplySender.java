package io.taskgate.standin.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;

/// Sends a response with its fault effect.
final class ReplySender {

    /// The number of pieces per second of a slow response.
    private static final int DRIPS = 10;

    private final Socket socket;
    private final OutputStream out;

    ReplySender(Socket socket, OutputStream out) {
        this.socket = socket;
        this.out = out;
    }

    /// Returns whether the connection can be reused.
    boolean send(String method, WireReply reply) throws IOException {
        return switch (reply.manner()) {
            case FaultEffect.Whole() -> {
                whole(method, reply, out);
                yield true;
            }
            case FaultEffect.Half() -> {
                byte[] all = rendered(method, reply);
                int head = headLength(all);
                out.write(all, 0, head + (all.length - head) / 2);
                out.flush();
                yield false;
            }
            case FaultEffect.Drip(int bytesPerSecond) -> {
                drip(rendered(method, reply), Math.max(1, bytesPerSecond / DRIPS));
                yield true;
            }
            case FaultEffect.Closed() -> false;
            case FaultEffect.Reset() -> {
                socket.setSoLinger(true, 0);
                yield false;
            }
        };
    }

    private static void whole(String method, WireReply reply, OutputStream out) throws IOException {
        HttpHeaders headers = reply.headers();
        if (reply.hasBody(method)) {
            if (reply.body().length() == MessageBody.UNKNOWN) {
                headers.remove("Content-Length").set("Transfer-Encoding", "chunked");
            } else {
                headers.set("Content-Length", String.valueOf(reply.body().length()));
            }
        }
        out.write(headers.head("HTTP/1.1 " + reply.status() + " " + (reply.status() < 400 ? "OK" : "Error")));
        if (reply.hasBody(method)) {
            reply.body().writeTo(out);
        }
        out.flush();
    }

    private static byte[] rendered(String method, WireReply reply) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        whole(method, reply, all);
        return all.toByteArray();
    }

    private static int headLength(byte[] message) {
        for (int i = 0; i + 3 < message.length; i++) {
            if (message[i] == '\r' && message[i + 1] == '\n' && message[i + 2] == '\r' && message[i + 3] == '\n') {
                return i + 4;
            }
        }
        return message.length;
    }

    private void drip(byte[] all, int piece) throws IOException {
        try {
            for (int sent = 0; sent < all.length; sent += piece) {
                out.write(all, sent, Math.min(piece, all.length - sent));
                out.flush();
                Thread.sleep(1_000 / DRIPS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IOException("the port is closing");
        }
    }
}
