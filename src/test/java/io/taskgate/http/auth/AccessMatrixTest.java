package io.taskgate.http.auth;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.taskgate.GatewayTest;
import io.taskgate.testing.gateway.LocalAws;
import io.taskgate.testing.gateway.StreamClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests every operation of the OpenAPI document with every role: a caller without one of the operation's
/// roles gets 403, an anonymous caller 401, and a caller with one of them neither.
@QuarkusTest
class AccessMatrixTest extends GatewayTest {

    private static final String WEBHOOK = "postWebhook";

    /// @param roles the roles in the document, without `link`, which is not a role of a key
    private record Operation(String method, String path, String id, Set<String> roles) {

        int status(@Nullable String key) {
            return isStream()
                    ? StreamClient.status(path, key)
                    : call(key == null ? given() : given().header("X-Api-Key", key))
                            .statusCode();
        }

        /// A stream does not end by itself.
        private boolean isStream() {
            return id.equals("streamChanges");
        }

        private Response call(RequestSpecification caller) {
            String url = path.replaceAll("\\{(id)}", "cb_AAAAAAAAAAAAAAAAAAAAAAAAAAA")
                    .replaceAll("\\{index}", "0")
                    .replaceAll("\\{[a-z]+}", "none");
            return caller.contentType("application/json")
                    .body(method.equals("GET") ? "" : "{}")
                    .request(method, url);
        }
    }

    private static List<Operation> operations() {
        JsonNode document = json(given().accept("application/json").get("/q/openapi?format=json"));
        List<Operation> all = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation -> operation.getValue().has("operationId"))
                        .forEach(operation -> {
                            Set<String> roles = new HashSet<>();
                            operation
                                    .getValue()
                                    .path("security")
                                    .forEach(scheme -> scheme.elements()
                                            .forEachRemaining(
                                                    names -> names.forEach(name -> roles.add(name.asText()))));
                            all.add(new Operation(
                                    operation.getKey().toUpperCase(java.util.Locale.ROOT),
                                    path.getKey(),
                                    operation.getValue().path("operationId").asText(),
                                    roles));
                        }));
        return all;
    }

    @Test
    void everyOperationNamesItsRolesInTheDocument() {
        assertThat(operations())
                .hasSizeGreaterThan(25)
                .filteredOn(operation -> !operation.id().equals(WEBHOOK))
                .allSatisfy(operation ->
                        assertThat(operation.roles()).as(operation.id()).isNotEmpty());
    }

    @Test
    void anAnonymousCallerIsUnauthenticated() {
        assertThat(operations())
                .allSatisfy(operation ->
                        assertThat(operation.status(null)).as(operation.id()).isEqualTo(401));
    }

    @Test
    void aCallerWithoutTheRoleIsForbidden() {
        assertThat(operations())
                .filteredOn(operation -> !operation.id().equals(WEBHOOK))
                .allSatisfy(operation -> {
                    for (String role : LocalAws.ROLES) {
                        int status = operation.status(LocalAws.keyOf(role));
                        if (operation.roles().contains(role)) {
                            assertThat(status)
                                    .as(operation.id() + " as " + role)
                                    .isNotIn(401, 500, 502, 504);
                        } else {
                            assertThat(status)
                                    .as(operation.id() + " as " + role)
                                    .isEqualTo(403);
                        }
                    }
                });
    }
}
