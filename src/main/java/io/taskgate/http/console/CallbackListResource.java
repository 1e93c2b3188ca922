package io.taskgate.http.console;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.operator.CallbackFilter;
import io.taskgate.callback.operator.DueCallbackSearch;
import io.taskgate.callback.operator.OperatorService;
import io.taskgate.callback.vault.CursorSealer;
import io.taskgate.http.access.Grant;
import io.taskgate.http.access.Role;
import io.taskgate.http.auth.AuthenticatedCaller;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.reader.PageLimit;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Resource for the list of callbacks that operators see, in the order of what is due next or by a scan.
@Path("/v1")
@Tag(name = "Operator")
@APIResponse(responseCode = "401", description = "Missing or unknown API key")
@APIResponse(responseCode = "403", description = "The API key lacks an operator role")
public class CallbackListResource {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 500;

    private final OperatorService operators;
    private final DueCallbackSearch search;
    private final AuthenticatedCaller caller;
    private final CursorSealer cursors;
    private final Clock clock;

    CallbackListResource(
            OperatorService operators,
            DueCallbackSearch search,
            AuthenticatedCaller caller,
            CursorSealer cursors,
            Clock clock) {
        this.operators = operators;
        this.search = search;
        this.caller = caller;
        this.cursors = cursors;
        this.clock = clock;
    }

    @GET
    @Path("callbacks")
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.OPERATOR_READ)
    @Operation(operationId = "listCallbacks", summary = "List callbacks by state, route, age and other properties")
    @APIResponse(
            responseCode = "200",
            description =
                    "A page, which can contain fewer callbacks than limit; cursor is null only at the end. A cursor"
                            + " stays valid while callbacks change. searchedUntil is the due time up to which order=due has"
                            + " searched")
    @APIResponse(responseCode = "400", description = "Invalid parameter")
    public CallbackPage list(@BeanParam CallbackListQuery query) {
        boolean byDue = query.isByDue();
        Grant grant = caller.grant();
        Instant now = clock.instant();
        CallbackFilter filter = query.filter().parse("", now);
        int limit = PageLimit.parse(query.limit, DEFAULT_LIMIT, MAX_LIMIT);
        Predicate<Callback> wanted = callback -> grant.covers(callback) && filter.matches(callback, now);
        return byDue ? listByDue(query, wanted, limit, grant) : scan(query, filter, wanted, limit, grant);
    }

    private CallbackPage listByDue(CallbackListQuery query, Predicate<Callback> wanted, int limit, Grant grant) {
        String reader = reader(grant) + "\ndue";
        DueCallbackSearch.Result found = search.search(wanted, limit, open(query.cursor, reader));
        return page(found.callbacks(), found.cursor(), reader, found.searchedUntil());
    }

    private CallbackPage scan(
            CallbackListQuery query, CallbackFilter filter, Predicate<Callback> wanted, int limit, Grant grant) {
        String reader = reader(grant);
        Ledger.Filter scanned =
                new Ledger.Filter(filter.state(), filter.service(), filter.olderThan(), query.vaultKey, wanted);
        Ledger.Page page = operators.list(scanned, limit, open(query.cursor, reader));
        return page(page.callbacks(), page.cursor(), reader, null);
    }

    private CallbackPage page(
            List<Callback> callbacks, @Nullable String cursor, String reader, @Nullable Instant searchedUntil) {
        return new CallbackPage(
                callbacks.stream().map(CallbackListEntry::new).toList(),
                cursor == null ? null : cursors.seal(cursor, reader),
                searchedUntil);
    }

    private @Nullable String open(@Nullable String cursor, String reader) {
        return cursor == null
                ? null
                : cursors.open(cursor, reader)
                        .orElseThrow(
                                () -> ProblemException.invalid("cursor", "Invalid cursor. Use the cursor of a page."));
    }

    /// Returns the reader to whom a cursor is bound.
    private static String reader(Grant grant) {
        return grant.tenant() + "\n" + grant.principal();
    }
}
