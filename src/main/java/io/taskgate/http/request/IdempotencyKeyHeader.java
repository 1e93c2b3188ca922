package io.taskgate.http.request;

import io.taskgate.http.problem.ProblemException;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The header `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header), as its callers may send it.
public final class IdempotencyKeyHeader {

    public static final String HEADER = "Idempotency-Key";

    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private IdempotencyKeyHeader() {}

    /// @return null where none was sent
    /// @throws ProblemException 400 where it is malformed
    public static @Nullable String in(HttpHeaders headers) {
        String key = headers.getHeaderString(HEADER);
        if (key != null && !FORM.matcher(key).matches()) {
            throw ProblemException.invalid(HEADER, "must be 1 to 255 characters of printable ASCII without blanks");
        }
        return key;
    }
}
