package io.taskgate.http;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.taskgate.batch.HistoryBudget;
import io.taskgate.batch.HistoryBudget.Budget;
import io.taskgate.batch.HistoryBudget.Continuation;
import io.taskgate.http.access.AccessRegistry;
import io.taskgate.http.access.Grant;
import io.taskgate.http.access.Role;
import io.taskgate.http.audit.RequestAuditor;
import io.taskgate.http.auth.AuthenticatedCaller;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import io.taskgate.http.request.HistoryBudgetRequest;
import io.taskgate.http.response.HistoryBudgetResponse;
import io.taskgate.payload.json.JsonText;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Resource for the history budget of an execution.
@Path("/v1/history-budget")
@Consumes(MediaType.WILDCARD)
@Tag(name = "Workflow")
public class HistoryBudgetResource {

    private final HistoryBudget history;
    private final AccessRegistry access;
    private final AuthenticatedCaller caller;
    private final RequestAuditor audit;
    private final int maxReserve;

    HistoryBudgetResource(
            HistoryBudget history,
            AccessRegistry access,
            AuthenticatedCaller caller,
            RequestAuditor audit,
            @ConfigProperty(name = "taskgate.batch.max-reserve", defaultValue = "5000") int maxReserve) {
        this.history = history;
        this.access = access;
        this.caller = caller;
        this.audit = audit;
        this.maxReserve = maxReserve;
    }

    @POST
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.WORKFLOW)
    @Operation(
            operationId = "historyBudget",
            summary = "Check the history budget of an execution, and continue it in a new execution when the budget is"
                    + " spent")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = HistoryBudgetRequest.class)))
    @APIResponse(responseCode = "200", description = "The event count; executionArn if the execution is continued")
    @APIResponse(responseCode = "400", description = "Invalid field, or Step Functions rejects the successor")
    @APIResponse(responseCode = "401", description = "Missing or unknown API key")
    @APIResponse(responseCode = "403", description = "The grant of the API key does not cover the state machine")
    @APIResponse(responseCode = "404", description = "Unknown execution")
    @APIResponse(
            responseCode = "503",
            description = "The GetExecutionHistory quota is exhausted; retry the same request")
    public HistoryBudgetResponse budget(@Valid HistoryBudgetRequest form) {
        Grant grant = caller.grant();
        if (!access.rules().maySeeHistory(grant, form.executionArn())) {
            throw ProblemException.of(
                    ProblemType.FORBIDDEN, "The grant of the caller does not cover this state machine.");
        }
        if (form.continueWith() != null && !grant.mayContinue(form.executionArn())) {
            throw ProblemException.of(
                    ProblemType.FORBIDDEN, "The grant of the caller does not list this state machine in its runners.");
        }
        int reserve = form.reserve() == null ? HistoryBudget.RESERVE : form.reserve();
        if (reserve > maxReserve) {
            throw ProblemException.invalid(
                    "reserve", "Must be at most " + maxReserve + " (taskgate.batch.max-reserve).");
        }
        if (form.continueWith() != null) {
            audit.ready();
        }
        Budget budget = history.of(form.executionArn(), reserve, continuation(form.continueWith()));
        return switch (audit.continued(form.executionArn(), budget)) {
            case Budget.Counted counted -> view(counted);
            case Budget.NoSuchExecution none -> throw ProblemException.of(ProblemType.NOT_FOUND, "Unknown execution.");
            case Budget.NotNow(String reason) -> throw ProblemException.of(ProblemType.UNAVAILABLE, reason);
            case Budget.Rejected(String reason) -> throw ProblemException.invalid("continueWith", reason);
        };
    }

    private static @Nullable Continuation continuation(HistoryBudgetRequest.@Nullable Continuation next) {
        return next == null
                ? null
                : new Continuation(
                        next.input() == null
                                ? JsonText.EMPTY_OBJECT.utf8()
                                : JsonText.of(next.input()).utf8(),
                        next.name());
    }

    private static HistoryBudgetResponse view(Budget.Counted counted) {
        return new HistoryBudgetResponse(
                counted.events(), HistoryBudget.LIMIT, counted.remaining(), counted.spent(), counted.successor());
    }
}
