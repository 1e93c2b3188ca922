package io.taskgate.http.console;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.taskgate.audit.AuditEvent.Action;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.operator.BulkOperator;
import io.taskgate.callback.operator.BulkOperator.BulkResult;
import io.taskgate.callback.operator.CallbackFilter;
import io.taskgate.callback.operator.OperatorService;
import io.taskgate.callback.operator.OperatorService.OperatorResult;
import io.taskgate.http.access.Grant;
import io.taskgate.http.access.Role;
import io.taskgate.http.audit.RequestAuditor;
import io.taskgate.http.auth.AuthenticatedCaller;
import io.taskgate.http.console.BulkResponse.BulkItem;
import io.taskgate.http.request.BulkRequest;
import io.taskgate.http.request.CallbackFilterRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Resource for one action on many callbacks.
@Path("/v1/callbacks/bulk")
@Consumes(MediaType.WILDCARD)
@Tag(name = "Operator")
@APIResponse(responseCode = "401", description = "Missing or unknown API key")
@APIResponse(responseCode = "403", description = "The API key lacks an operator role")
public class BulkResource {

    private final BulkOperator bulk;
    private final OperatorService operators;
    private final AuthenticatedCaller caller;
    private final RequestAuditor audit;
    private final Clock clock;

    BulkResource(
            BulkOperator bulk,
            OperatorService operators,
            AuthenticatedCaller caller,
            RequestAuditor audit,
            Clock clock) {
        this.bulk = bulk;
        this.operators = operators;
        this.caller = caller;
        this.audit = audit;
        this.clock = clock;
    }

    @POST
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.OPERATOR_ACT)
    @Operation(
            operationId = "actOnCallbacks",
            summary = "Cancel or redrive up to 1,000 callbacks, named by their IDs or by a filter of open callbacks")
    @APIResponse(
            responseCode = "200",
            description = "A result for each callback. A dry run only finds them. After 20 s no further action begins;"
                    + " the rest is NOT_TRIED. complete is false if the filter matches more callbacks, or could not be"
                    + " searched to the end")
    @APIResponse(responseCode = "400", description = "Invalid field")
    public BulkResponse act(@Valid BulkRequest request) {
        BulkRequest.BulkAction action = request.parseAction();
        request.requireOneSelection();
        Grant grant = caller.grant();
        List<String> ids = request.ids();
        CallbackFilterRequest filter = request.filter();
        return filter == null
                ? actOnIds(request, action, ids == null ? List.of() : ids, grant)
                : actOnFilter(request, action, filter, grant);
    }

    private BulkResponse actOnFilter(
            BulkRequest request, BulkRequest.BulkAction action, CallbackFilterRequest wanted, Grant grant) {
        Instant now = clock.instant();
        CallbackFilter filter = wanted.parse("filter.", now);
        BulkOperator.Selection found = bulk.select(callback -> grant.covers(callback) && filter.matches(callback, now));
        List<BulkItem> items = request.isDryRun()
                ? found.callbacks().stream().map(BulkItem::matched).toList()
                : run(action, found.callbacks().stream().map(Callback::id).toList(), request.reason(), grant::covers);
        return new BulkResponse(request.isDryRun(), items.size(), found.isComplete(), items);
    }

    private BulkResponse actOnIds(BulkRequest request, BulkRequest.BulkAction action, List<String> texts, Grant grant) {
        List<String> distinct = texts.stream().distinct().toList();
        List<CallbackId> ids = distinct.stream()
                .map(CallbackId::parse)
                .flatMap(Optional::stream)
                .toList();
        List<BulkItem> results =
                request.isDryRun() ? match(ids, grant::covers) : run(action, ids, request.reason(), grant::covers);
        Map<String, BulkItem> byId = results.stream().collect(Collectors.toMap(BulkItem::callbackId, item -> item));
        List<BulkItem> items = distinct.stream()
                .map(id -> byId.getOrDefault(id, BulkItem.unknown(id)))
                .toList();
        return new BulkResponse(request.isDryRun(), items.size(), true, items);
    }

    private List<BulkItem> match(List<CallbackId> ids, Predicate<Callback> visible) {
        return bulk.find(ids).stream().filter(visible).map(BulkItem::matched).toList();
    }

    /// Acts, and records each action in the audit log.
    private List<BulkItem> run(
            BulkRequest.BulkAction action, List<CallbackId> ids, String reason, Predicate<Callback> visible) {
        audit.ready();
        Function<CallbackId, OperatorResult> one = switch (action) {
            case CANCEL -> id -> operators.cancel(id, reason);
            case REDRIVE -> operators::redrive;
        };
        Action recorded = switch (action) {
            case CANCEL -> Action.CANCEL;
            case REDRIVE -> Action.REDRIVE;
        };
        List<BulkItem> items = new ArrayList<>();
        bulk.act(
                ids,
                id -> operators.get(id).filter(visible).isPresent() ? one.apply(id) : new OperatorResult.Unknown(),
                (id, result) -> {
                    record(recorded, id.value(), reason, result);
                    items.add(BulkItem.of(id.value(), result));
                });
        return items;
    }

    private void record(Action action, String id, String reason, BulkResult result) {
        switch (result) {
            case BulkResult.Acted(OperatorResult operated) -> {
                var _ = audit.operated(action, id, reason, operated);
            }
            case BulkResult.Unavailable _ -> audit.record(action, id, reason, "UNAVAILABLE");
            case BulkResult.NotTried _ -> {
                // Nothing was done.
            }
        }
    }
}
