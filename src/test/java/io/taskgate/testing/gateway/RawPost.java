package io.taskgate.testing.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.restassured.RestAssured;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;

/// Sends a POST request with JSON and the workflow's API key, byte by byte over a socket.
///
/// @param framing the header that declares the length of the body
public record RawPost(String path, String framing) {

    private static final int PATIENCE_MILLIS = 60_000;

    @FunctionalInterface
    public interface Sending {
        void to(OutputStream out) throws IOException;
    }

    /// Sends the request and reads the response until its end or the timeout.
    public String exchange(Sending body) throws IOException {
        try (Socket socket = started()) {
            try {
                body.to(socket.getOutputStream());
            } catch (IOException e) {
                // The gateway rejected the request while it was being sent; its response is still available.
            }
            StringBuilder answer = new StringBuilder();
            byte[] some = new byte[4096];
            int got = socket.getInputStream().read(some);
            while (got > 0 && !answer.toString().contains("}")) {
                answer.append(new String(some, 0, got, ISO_8859_1));
                got = answer.toString().contains("}")
                        ? 0
                        : socket.getInputStream().read(some);
            }
            return answer.toString();
        }
    }

    /// Called after the head has been sent; the caller continues or closes.
    public Socket started() throws IOException {
        Socket socket = new Socket("127.0.0.1", RestAssured.port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream()
                .write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: dev-workflow\r\n"
                                + "Content-Type: application/json\r\nConnection: close, Upgrade, HTTP2-Settings\r\n"
                                + framing + "\r\n\r\n")
                        .getBytes(ISO_8859_1));
        return socket;
    }
}
