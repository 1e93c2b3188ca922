package io.taskgate.http.reader;

import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Reads the bytes of a JSON body up to a limit. Every error is a problem document.
final class BoundedBody {

    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private BoundedBody() {}

    /// @return the exact bytes; none for an empty body
    /// @throws ProblemException 413 for a larger body, 415 for one that is not JSON or is encoded, 400 for one that
    /// is shorter than announced
    static byte[] read(MultivaluedMap<String, String> headers, InputStream body, long maxBytes) {
        rejectEncoded(headers);
        if (contentLength(headers) > maxBytes) {
            throw tooLarge(maxBytes);
        }
        byte[] bytes = bytes(body, maxBytes);
        if (bytes.length > 0 || headers.getFirst(HttpHeaders.CONTENT_TYPE) != null) {
            checkType(headers);
        }
        return bytes;
    }

    private static byte[] bytes(InputStream body, long maxBytes) {
        try {
            byte[] bytes = body.readNBytes((int) Math.min(maxBytes + 1, LARGEST_ARRAY));
            if (bytes.length > maxBytes) {
                throw tooLarge(maxBytes);
            }
            return bytes;
        } catch (IOException e) {
            throw ProblemException.of(ProblemType.INVALID_REQUEST, "The body is shorter than Content-Length.");
        }
    }

    static void rejectEncoded(MultivaluedMap<String, String> headers) {
        if (headers.getFirst(HttpHeaders.CONTENT_ENCODING) != null) {
            throw ProblemException.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send the body without Content-Encoding.");
        }
    }

    static void checkType(MultivaluedMap<String, String> headers) {
        MediaType type = mediaType(headers.getFirst(HttpHeaders.CONTENT_TYPE));
        boolean json = type != null
                && "application".equals(type.getType())
                && ("json".equals(type.getSubtype()) || type.getSubtype().endsWith("+json"));
        if (!json) {
            throw ProblemException.of(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send JSON with Content-Type: application/json.");
        }
    }

    private static @Nullable MediaType mediaType(@Nullable String header) {
        try {
            return header == null ? null : MediaType.valueOf(header);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// Returns 0 without the header. HttpHeaders.getLength() fails for a length that exceeds an int.
    static long contentLength(MultivaluedMap<String, String> headers) {
        String length = headers.getFirst(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private static ProblemException tooLarge(long maxBytes) {
        return ProblemException.of(
                ProblemType.PAYLOAD_TOO_LARGE,
                "The body exceeds " + maxBytes + " B (taskgate.http.max-body-size, or less for small bodies).");
    }
}
