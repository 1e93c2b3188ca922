package io.taskgate.http.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A problem document (RFC 9457), the body of every response from 400 on. Registered for reflection because it is
/// written as text: also before a request reaches a resource.
///
/// @param type          the stable identifier of the problem
/// @param title         the title of the type
/// @param status        the status of the response
/// @param detail the error in this request, and its fix
/// @param instance      the path of the request
/// @param reason        why a callback is closed
/// @param state         the state of the callback
/// @param error         the error name for Catch
/// @param serviceStatus the status with which a service answered a call
/// @param violations    the invalid fields
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Problem", description = "A problem document (RFC 9457)")
public record Problem(
        @Schema(required = true, examples = "urn:taskgate:problem:invalid-request")
        String type,

        @Schema(required = true, examples = "Invalid request")
        String title,

        @Schema(required = true, examples = "400") int status,

        @Schema(required = true, examples = "correlationKey: Must be 1 to 256 characters.")
        String detail,

        @Schema(required = true, examples = "/v1/callbacks") String instance,
        @Nullable String reason,
        @Nullable String state,
        @Nullable String error,
        @Nullable Integer serviceStatus,
        @Nullable List<Violation> violations) {

    /// An invalid field and its correction.
    @RegisterForReflection
    @Schema(name = "FieldViolation")
    public record Violation(
            @Schema(required = true) String field,
            @Schema(required = true) String message) {}

    /// Facts for programs, in addition to the detail.
    record Facts(
            @Nullable String reason,
            @Nullable String state,
            @Nullable String error,
            @Nullable Integer serviceStatus) {

        static final Facts NONE = new Facts(null, null, null, null);
    }

    static Problem of(ProblemException thrown, String path) {
        ProblemType type = thrown.type();
        Facts facts = thrown.facts();
        return new Problem(
                ProblemType.PREFIX + type.word,
                type.title,
                type.status,
                thrown.detail(),
                path,
                facts.reason(),
                facts.state(),
                facts.error(),
                facts.serviceStatus(),
                thrown.violations().isEmpty() ? null : thrown.violations());
    }
}
