package io.taskgate.http.reader;

import io.taskgate.http.problem.Problem;
import io.taskgate.http.problem.ProblemException;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

/// Rejects query parameters that an operation does not have, because a filter with a typing error would
/// return everything. The table is part of this class because a native image has no parameter annotations to
/// read; a test compares it with the OpenAPI document.
public final class QueryParameterFilter {

    private static final Set<String> LINK = Set.of("signature");
    private static final Set<String> LIMIT = Set.of("limit");

    /// The parameters by resource class and method.
    static final Map<String, Set<String>> KNOWN = Map.of(
            "CallbackListResource.list",
                    Set.of(
                            "state",
                            "service",
                            "operation",
                            "stateMachine",
                            "keyPrefix",
                            "olderThan",
                            "generation",
                            "outcome",
                            "condition",
                            "vaultKey",
                            "order",
                            "limit",
                            "cursor"),
            "DeadLettersResource.list", LIMIT,
            "StrayEventsResource.list", LIMIT,
            "BatchesResource.start", Set.of("dryRun"),
            "WorkerResource.success", LINK,
            "WorkerResource.failure", LINK,
            "WorkerResource.heartbeat", LINK,
            "RunnersResource.success", LINK,
            "RunnersResource.failure", LINK);

    @ServerRequestFilter
    public void filter(SimpleResourceInfo resource, UriInfo uri) {
        Set<String> given = uri.getQueryParameters().keySet();
        if (given.isEmpty() || !resource.getResourceClass().getName().startsWith("io.taskgate.http.")) {
            return;
        }
        String operation = resource.getResourceClass().getSimpleName() + "." + resource.getMethodName();
        Set<String> known = KNOWN.getOrDefault(operation, Set.of());
        List<Problem.Violation> unknown = new TreeSet<>(given)
                .stream()
                        .filter(name -> !known.contains(name))
                        .map(name -> new Problem.Violation(name, message(known)))
                        .toList();
        if (!unknown.isEmpty()) {
            throw ProblemException.invalid(unknown);
        }
    }

    private static String message(Set<String> known) {
        return known.isEmpty()
                ? "Unknown query parameter. This operation has none."
                : "Unknown query parameter. Use some of " + String.join(", ", new TreeSet<>(known)) + ".";
    }
}
