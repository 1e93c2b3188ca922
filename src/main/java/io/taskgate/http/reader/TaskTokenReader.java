package io.taskgate.http.reader;

import io.taskgate.callback.model.TaskToken;
import io.taskgate.http.problem.ProblemException;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads task tokens from the body or the header Task-Token (API Gateway integrations).
public final class TaskTokenReader {

    private static final String FIELD = "taskToken";
    public static final String HEADER = "Task-Token";

    private TaskTokenReader() {}

    /// @throws ProblemException if there is no token
    public static TaskToken required(HttpHeaders headers, @Nullable String inBody) {
        return optional(headers, inBody)
                .orElseThrow(() -> ProblemException.invalid(
                        FIELD, "Required. Pass $$.Task.Token here, or as the header Task-Token."));
    }

    public static Optional<TaskToken> optional(HttpHeaders headers, @Nullable String inBody) {
        String header = headers.getHeaderString(HEADER);
        if (header != null && inBody != null && !header.equals(inBody)) {
            throw ProblemException.invalid(FIELD, "Differs from the header Task-Token. Send it once.");
        }
        String token = inBody == null ? header : inBody;
        return Optional.ofNullable(token).map(TaskTokenReader::of);
    }

    /// @throws ProblemException if the text is not a token
    static TaskToken of(String text) {
        try {
            return TaskToken.of(text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid(FIELD, String.valueOf(e.getMessage()));
        }
    }
}
