package io.taskgate.http.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.parameters.RequestBody;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/// Completes the responses: each error is a problem document, and the errors that every operation has are listed
/// once, here. Runs at build time.
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ProblemResponsesFilter implements OASFilter {

    private static final String PROBLEM_TYPE = "application/problem+json";
    private static final String JSON_TYPE = "application/json";
    private static final String ANY_TYPE = "*/*";

    /// Sorted, as the others here: the order of `Map.of` differs between builds, and the document is compared.
    private static final SortedMap<String, String> ALWAYS = new TreeMap<>(Map.of(
            "400", "Invalid field, or unknown query parameter",
            "401", "Missing or unknown credential",
            "406", "Accept does not allow JSON",
            "429", "Too many requests of this caller; retry after Retry-After",
            "500", "Unexpected error of the gateway",
            "503", "Temporarily unavailable; retry the same request"));

    private static final SortedMap<String, String> WITH_BODY = new TreeMap<>(Map.of(
            "408", "The body did not arrive in time",
            "413", "The body is too large",
            "415", "The body is not JSON, or has a Content-Encoding"));

    /// The operations whose body can be empty. The annotation can't say so: its default is the same value.
    private static final Set<String> OPTIONAL_BODY = Set.of("call", "heartbeat", "heartbeatByKey", "resumeBatch");

    @Override
    public Operation filterOperation(Operation operation) {
        APIResponses responses = operation.getResponses();
        ALWAYS.forEach((status, description) -> addMissing(responses, status, description));
        RequestBody body = operation.getRequestBody();
        if (body != null) {
            WITH_BODY.forEach((status, description) -> addMissing(responses, status, description));
            body.setRequired(!OPTIONAL_BODY.contains(operation.getOperationId()));
            if (body.getContent() != null && body.getContent().getMediaType(ANY_TYPE) != null) {
                // Resources accept any type, because the gateway itself says which one it wants.
                body.setContent(withJsonType(body.getContent()));
            }
        }
        APIResponse ok = responses.getAPIResponse("200");
        responses.getAPIResponses().forEach((status, response) -> {
            if (status.compareTo("400") >= 0) {
                response.setContent(problem());
            } else if (response.getContent() == null && ok != null) {
                response.setContent(ok.getContent());
            }
        });
        return operation;
    }

    private static void addMissing(APIResponses responses, String status, String description) {
        if (responses.getAPIResponse(status) == null) {
            responses.addAPIResponse(status, OASFactory.createAPIResponse().description(description));
        }
    }

    private static Content withJsonType(Content content) {
        Map<String, MediaType> types = new LinkedHashMap<>(content.getMediaTypes());
        MediaType any = types.remove(ANY_TYPE);
        types.putIfAbsent(JSON_TYPE, any);
        Content renamed = OASFactory.createContent();
        types.forEach(renamed::addMediaType);
        return renamed;
    }

    private static Content problem() {
        return OASFactory.createContent()
                .addMediaType(
                        PROBLEM_TYPE,
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref("#/components/schemas/Problem")));
    }
}
