package io.taskgate.testing.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.restassured.RestAssured;
import java.io.IOException;
import java.net.Socket;

/// Sends a request byte by byte over its own socket.
public final class RawHttpRequest {

    private static final int PATIENCE_MILLIS = 30_000;

    private RawHttpRequest() {}

    public static Socket open() throws IOException {
        Socket socket = new Socket("127.0.0.1", RestAssured.port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    /// Sends the text and reads until the peer closes the connection.
    ///
    /// @param text a complete request with `Connection: close`
    public static String exchange(String text) throws IOException {
        try (Socket socket = open()) {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            return rest(socket);
        }
    }

    /// Sends the text, which is a part of a request, and reads until the end of the problem document. The
    /// connection stays open for the rest of the body.
    public static String refusal(String text) throws IOException {
        try (Socket socket = open()) {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            return problem(socket);
        }
    }

    /// Reads until the end of a problem document, or until the peer closes or resets the connection.
    public static String problem(Socket socket) throws IOException {
        StringBuilder answer = new StringBuilder();
        byte[] some = new byte[4096];
        try {
            while (answer.indexOf("}") < 0) {
                int got = socket.getInputStream().read(some);
                if (got < 0) {
                    break;
                }
                answer.append(new String(some, 0, got, ISO_8859_1));
            }
        } catch (java.net.SocketException e) {
            return answer.toString();
        }
        return answer.toString();
    }

    /// Reads until the peer closes the connection, and returns the bytes before a reset.
    public static String rest(Socket socket) throws IOException {
        StringBuilder answer = new StringBuilder();
        byte[] some = new byte[4096];
        try {
            for (int got = socket.getInputStream().read(some);
                    got > 0;
                    got = socket.getInputStream().read(some)) {
                answer.append(new String(some, 0, got, ISO_8859_1));
            }
        } catch (java.net.SocketException e) {
            return answer.toString();
        }
        return answer.toString();
    }

    /// @param head additional header lines, each with its CRLF
    public static String post(String path, String head, String body) throws IOException {
        return exchange("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: a-worker\r\n"
                + "Content-Type: application/json\r\nConnection: close\r\n" + head + "Content-Length: " + body.length()
                + "\r\n\r\n" + body);
    }
}
