package io.taskgate.http.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/// Adds the credentials other than API keys to the OpenAPI document: bearer tokens everywhere, and no
/// credential if an operation accepts the signature of a link. Runs at build time.
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class SecuritySchemesFilter implements OASFilter {

    private static final String API_KEY = "ApiKey";
    private static final String BEARER = "Bearer";
    private static final String SIGNATURE = "signature";
    private static final String WEBHOOK = "postWebhook";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getComponents()
                .addSecurityScheme(
                        BEARER,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description("An API key, or a JSON Web Token of a configured issuer"));
    }

    @Override
    public Operation filterOperation(Operation operation) {
        if (operation.getOperationId().equals(WEBHOOK)) {
            // The scheme of the webhook's provider, configured for each route.
            operation.setSecurity(List.of());
            return operation;
        }
        List<String> roles = roles(operation);
        List<SecurityRequirement> security =
                new ArrayList<>(List.of(requirement(API_KEY, roles), requirement(BEARER, roles)));
        boolean link = operation.getParameters() != null
                && operation.getParameters().stream().anyMatch(parameter -> SIGNATURE.equals(parameter.getName()));
        if (link) {
            // The signature is a parameter and no scheme: generated clients send all credentials that they have.
            security.add(OASFactory.createSecurityRequirement());
        }
        operation.setSecurity(security);
        return operation;
    }

    /// The roles that Quarkus wrote there from the annotations.
    private static List<String> roles(Operation operation) {
        return operation.getSecurity() == null
                ? List.of()
                : operation.getSecurity().stream()
                        .flatMap(requirement -> requirement.getSchemes().values().stream())
                        .flatMap(List::stream)
                        .distinct()
                        .toList();
    }

    private static SecurityRequirement requirement(String scheme, List<String> roles) {
        return OASFactory.createSecurityRequirement().addScheme(scheme, roles);
    }
}
