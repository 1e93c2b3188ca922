package io.taskgate.http.console;

import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.request.CallbackFilterRequest;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/// The query parameters of the list of callbacks.
public class CallbackListQuery {

    @Parameter(description = "A callback state")
    @QueryParam("state")
    public @Nullable String state;

    @QueryParam("service")
    public @Nullable String service;

    @QueryParam("operation")
    public @Nullable String operation;

    @Parameter(description = "The name or the ARN of the state machine that waits")
    @QueryParam("stateMachine")
    public @Nullable String stateMachine;

    @Parameter(description = "The beginning of the correlation key")
    @QueryParam("keyPrefix")
    public @Nullable String keyPrefix;

    @Parameter(description = "In its state since before this time, or for this duration, such as 10m")
    @QueryParam("olderThan")
    public @Nullable String olderThan;

    @Parameter(
            description = "At least this generation: 2 finds the callbacks whose task was retried",
            schema = @Schema(type = SchemaType.INTEGER))
    @QueryParam("generation")
    public @Nullable String generation;

    @Parameter(description = "The committed outcome")
    @QueryParam("outcome")
    public @Nullable String outcome;

    @Parameter(
            description = "STUCK: the request can't be sent, or the outcome can't be reported, for a minute."
                    + " SILENT: less than a third of the heartbeat interval is left")
    @QueryParam("condition")
    public @Nullable String condition;

    @Parameter(description = "Encrypted with this key of taskgate.vault.keys; not with order")
    @QueryParam("vaultKey")
    public @Nullable String vaultKey;

    @Parameter(
            description = "due: only the open callbacks, what the gateway looks at next first, read from an index."
                    + " A page then reads at most 200 callbacks, however few of them match. Without it, all"
                    + " callbacks in no particular order, by a scan of the table")
    @QueryParam("order")
    public @Nullable String order;

    @Parameter(description = "1 to 500, default 50")
    @QueryParam("limit")
    public @Nullable String limit;

    @Parameter(description = "The cursor of the previous page")
    @QueryParam("cursor")
    public @Nullable String cursor;

    /// @throws ProblemException 400 for another order
    boolean isByDue() {
        if (order == null) {
            return false;
        }
        if (!order.equals("due")) {
            throw ProblemException.invalid("order", "Must be due.");
        }
        if (vaultKey != null) {
            throw ProblemException.invalid("vaultKey", "Can't be combined with order.");
        }
        return true;
    }

    CallbackFilterRequest filter() {
        return new CallbackFilterRequest(
                state,
                service,
                operation,
                stateMachine,
                keyPrefix,
                olderThan,
                parseGeneration(generation),
                outcome,
                condition);
    }

    private static @Nullable Long parseGeneration(@Nullable String text) {
        try {
            return text == null ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw ProblemException.invalid("generation", "Must be an integer.");
        }
    }
}
