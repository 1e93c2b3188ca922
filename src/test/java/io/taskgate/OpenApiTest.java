package io.taskgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Checks the API against its checked-in OpenAPI document.
@QuarkusTest
class OpenApiTest extends GatewayTest {

    private static final Path CHECKED_IN = Path.of("docs/openapi.yaml");
    private static final String REFRESH = "refresh.openapi";

    @TestHTTPResource("/q/openapi")
    URL document;

    @Test
    void theCheckedInDocumentIsWhatTheGatewayServes() throws IOException {
        String served = served();
        if (Boolean.getBoolean(REFRESH)) {
            Files.writeString(CHECKED_IN, served);
        }

        assertThat(served)
                .as(
                        CHECKED_IN
                                + " differs from the document that the gateway serves at /q/openapi. If the change is intended,"
                                + " write the new document with\n  ./mvnw test -Dtest=OpenApiTest -D" + REFRESH
                                + "=true\nand review its diff: elements that clients rely on may be added, but must not change their meaning.")
                .isEqualTo(Files.exists(CHECKED_IN) ? Files.readString(CHECKED_IN) : "");
    }

    private String served() throws IOException {
        try (var in = document.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
