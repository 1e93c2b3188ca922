package io.taskgate.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import io.taskgate.http.request.RequestBodyReader;
import io.taskgate.payload.json.JsonText;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// How much of its history an execution has left.
@Path("/v1/history-budget")
@Tag(name = "Workflow")
public class HistoryBudgetResource {

    private final HistoryBudget history;
    private final AccessRegistry access;
    private final AuthenticatedCaller caller;
    private final RequestBodyReader bodies;
    private final RequestAuditor audit;
    private final int maxReserve;

    HistoryBudgetResource(
            HistoryBudget history,
            AccessRegistry access,
            AuthenticatedCaller caller,
            RequestBodyReader bodies,
            RequestAuditor audit,
            @ConfigProperty(name = "taskgate.batch.max-reserve", defaultValue = "5000") int maxReserve) {
        this.history = history;
        this.access = access;
        this.caller = caller;
        this.bodies = bodies;
        this.audit = audit;
        this.maxReserve = maxReserve;
    }

    @POST
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.WORKFLOW)
    @Operation(
            operationId = "historyBudget",
            summary = "Count an execution's events, and continue it in a new one when they run out")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = HistoryBudgetRequest.class)))
    @APIResponse(responseCode = "200", description = "the count; executionArn where it is continued")
    @APIResponse(responseCode = "400", description = "a field is wrong, or Step Functions refuses the successor")
    @APIResponse(responseCode = "401", description = "no known key")
    @APIResponse(responseCode = "403", description = "the key's grant does not cover the state machine")
    @APIResponse(responseCode = "404", description = "there is no such execution")
    @APIResponse(responseCode = "503", description = "the quota of GetExecutionHistory is spent: send it again soon")
    public Response budget(@Context HttpHeaders headers, @Parameter(hidden = true) InputStream body) {
        Grant grant = caller.grant();
        HistoryBudgetRequest form = bodies.form(bodies.json(headers, body), HistoryBudgetRequest.class);
        if (!access.rules().maySeeHistory(grant, form.executionArn())) {
            throw ProblemException.of(ProblemType.FORBIDDEN, "the caller's grant does not cover this state machine");
        }
        if (form.continueWith() != null && !grant.mayContinue(form.executionArn())) {
            throw ProblemException.of(
                    ProblemType.FORBIDDEN, "the caller's grant does not name this state machine among its runners");
        }
        int reserve = form.reserve() == null ? HistoryBudget.RESERVE : form.reserve();
        if (reserve > maxReserve) {
            throw ProblemException.invalid("reserve", "is at most " + maxReserve + " (taskgate.batch.max-reserve)");
        }
        if (form.continueWith() != null) {
            audit.ready();
        }
        Budget budget = history.of(form.executionArn(), reserve, continuation(form.continueWith()));
        return switch (audit.continued(form.executionArn(), budget)) {
            case Budget.Counted counted -> Response.ok(view(counted)).build();
            case Budget.NoSuchExecution none ->
                throw ProblemException.of(ProblemType.NOT_FOUND, "there is no such execution");
            case Budget.NotNow(String reason) -> throw ProblemException.of(ProblemType.UNAVAILABLE, reason);
            case Budget.Refused(String reason) -> throw ProblemException.invalid("continueWith", reason);
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

    private static ObjectNode view(Budget.Counted counted) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("eventCount", counted.events()).put("limit", HistoryBudget.LIMIT);
        json.put("remaining", counted.remaining()).put("continueAsNew", counted.spent());
        if (counted.successor() != null) {
            json.put("executionArn", counted.successor());
        }
        return json;
    }
}
