package io.taskgate.standin.wire;

import java.io.IOException;
import java.io.InputStream;

/// A received request.
///
/// @param target the path and query, encoded
public record WireRequest(String method, String target, HttpHeaders headers, MessageBody body) {

    static WireRequest read(InputStream in) throws IOException {
        String[] start = HttpHeaders.line(in).split(" ");
        if (start.length != 3 || !start[2].startsWith("HTTP/1.")) {
            throw new IOException("no HTTP/1.1 request");
        }
        HttpHeaders headers = HttpHeaders.read(in);
        return new WireRequest(start[0], start[1], headers, MessageFraming.body(headers, in, 0));
    }

    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /// Returns the query without its question mark; empty for none.
    public String query() {
        int query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query + 1);
    }

    boolean isLast() {
        return headers.says("Connection", "close");
    }

    /// Returns whether the client waits before it sends its body.
    boolean waitsToContinue() {
        return headers.says("Expect", "100-continue");
    }
}
