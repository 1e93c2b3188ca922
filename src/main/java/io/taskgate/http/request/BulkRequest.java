package io.taskgate.http.request;

import io.taskgate.callback.operator.BulkOperator;
import io.taskgate.http.problem.ProblemException;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The body of `POST /v1/callbacks/bulk`. Names the callbacks by IDs or by a filter.
///
/// @param action `cancel` or `redrive`
/// @param reason why, for the audit log, and the `cause` of cancelled tasks
/// @param dryRun whether the callbacks are only found and nothing is done
public record BulkRequest(
        @Schema(
                enumeration = {"cancel", "redrive"},
                required = true)
        @NotBlank(message = "Required. Use cancel or redrive.") String action,

        @NotBlank(message = "Required. Set the reason for the history and the audit log.") @Size(max = ReasonRequest.MAX_REASON, message = "Must be at most 1024 characters.") String reason,

        @Nullable @Size(min = 1, max = BulkOperator.MAX_CALLBACKS, message = "Must be a list of 1 to {max} strings.") List<@NotNull(message = "Must be a string.") String> ids,

        @Nullable CallbackFilterRequest filter,
        @Nullable Boolean dryRun) {

    /// The actions on many callbacks.
    public enum BulkAction {
        CANCEL,
        REDRIVE
    }

    /// @throws ProblemException 400 for another action
    public BulkAction parseAction() {
        return Arrays.stream(BulkAction.values())
                .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(action))
                .findFirst()
                .orElseThrow(() -> ProblemException.invalid("action", "Must be cancel or redrive."));
    }

    /// @throws ProblemException 400 unless there are either IDs or a filter
    public void requireOneSelection() {
        if ((ids == null) == (filter == null)) {
            throw ProblemException.invalid("ids", "Set either ids or filter.");
        }
    }

    public boolean isDryRun() {
        return Boolean.TRUE.equals(dryRun);
    }
}
