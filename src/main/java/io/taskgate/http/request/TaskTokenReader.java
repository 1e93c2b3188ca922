package io.taskgate.http.request;

import io.taskgate.callback.model.TaskToken;
import io.taskgate.http.problem.ProblemException;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Task tokens as they come: in the body, or as the header Task-Token (API Gateway integrations).
public final class TaskTokenReader {

    private static final String FIELD = "taskToken";
    public static final String HEADER = "Task-Token";

    private TaskTokenReader() {}

    /// @throws ProblemException where there is none
    public static TaskToken needed(HttpHeaders headers, @Nullable String inBody) {
        return given(headers, inBody)
                .orElseThrow(() -> ProblemException.invalid(
                        FIELD, "is missing: pass $$.Task.Token here, or as the header Task-Token"));
    }

    public static Optional<TaskToken> given(HttpHeaders headers, @Nullable String inBody) {
        String header = headers.getHeaderString(HEADER);
        if (header != null && inBody != null && !header.equals(inBody)) {
            throw ProblemException.invalid(FIELD, "differs from the header Task-Token: send it once");
        }
        String token = inBody == null ? header : inBody;
        return Optional.ofNullable(token).map(TaskTokenReader::of);
    }

    /// @throws ProblemException where it is no token
    static TaskToken of(String text) {
        try {
            return TaskToken.of(text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid(FIELD, String.valueOf(e.getMessage()));
        }
    }
}
