package io.taskgate.testing.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.restassured.RestAssured;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;

/// A POST of JSON with the workflow's key, byte by byte over a socket.
///
/// @param framing the header that says how long the body is
public record RawPost(String path, String framing) {

    private static final int PATIENCE_MILLIS = 60_000;

    @FunctionalInterface
    public interface Sending {
        void to(OutputStream out) throws IOException;
    }

    /// Sends it, and reads what comes back until its end, its body's end, or time is up.
    public String exchange(Sending body) throws IOException {
        try (Socket socket = started()) {
            try {
                body.to(socket.getOutputStream());
            } catch (IOException e) {
                // refused while it was still being sent: the answer is there all the same
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

    /// The head has been sent; the caller goes on, or closes.
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
