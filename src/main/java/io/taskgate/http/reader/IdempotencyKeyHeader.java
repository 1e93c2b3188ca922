package io.taskgate.http.reader;

import io.taskgate.http.problem.ProblemException;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Parses the header `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header).
public final class IdempotencyKeyHeader {

    public static final String HEADER = "Idempotency-Key";

    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private IdempotencyKeyHeader() {}

    /// @return null for none
    /// @throws ProblemException 400 if it is malformed
    public static @Nullable String in(HttpHeaders headers) {
        String key = headers.getHeaderString(HEADER);
        if (key != null && !FORM.matcher(key).matches()) {
            throw ProblemException.invalid(HEADER, "Must be 1 to 255 characters of printable ASCII without spaces.");
        }
        return key;
    }
}
