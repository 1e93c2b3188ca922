package io.taskgate.http.reader;

import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import io.taskgate.http.server.HttpConfig;
import io.taskgate.http.server.WebhookValidator;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.InputStream;

/// Reads the exact bytes of events, because signatures are over bytes. Every error is a problem document.
@Singleton
public final class RawBodyReader {

    private final long maxEvent;
    private final long maxWebhook;

    RawBodyReader(HttpConfig settings) {
        this.maxEvent = settings.maxBodySize().bytes();
        this.maxWebhook = Math.min(WebhookValidator.MAX_BYTES, maxEvent);
    }

    /// Reads a required body: `taskgate.http.max-body-size` at most.
    public byte[] event(HttpHeaders headers, InputStream body) {
        return required(BoundedBody.read(headers.getRequestHeaders(), body, maxEvent));
    }

    /// Reads the required body of a webhook: 256 KiB at most.
    public byte[] webhook(HttpHeaders headers, InputStream body) {
        return required(BoundedBody.read(headers.getRequestHeaders(), body, maxWebhook));
    }

    private static byte[] required(byte[] bytes) {
        if (bytes.length == 0) {
            throw ProblemException.of(ProblemType.INVALID_REQUEST, "The body is empty. Send JSON.");
        }
        return bytes;
    }
}
