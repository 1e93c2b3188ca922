package io.taskgate.http.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.taskgate.http.audit.RequestAuditor;
import io.taskgate.testing.payload.EvaluatorOverload;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.junit.jupiter.api.Test;

/// Tests that a request may be repeated if its shape can't be evaluated because of load.
class EvaluationLoadTest {

    @Test
    void loadIsUnavailable() {
        UriInfo uri = mock(UriInfo.class);
        when(uri.getPath()).thenReturn("/v1/callbacks/1/success");

        try (Response response = new ProblemMapper(mock(RequestAuditor.class)).map(EvaluatorOverload.thrown(), uri)) {
            assertThat(response.getStatus()).isEqualTo(503);
            assertThat(response.getHeaderString("Retry-After")).isEqualTo("2");
            assertThat((String) response.getEntity()).contains("\"status\":503");
        }
    }
}
