package io.taskgate.http.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.oidc.OIDCException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.vault.VaultFailures;
import io.taskgate.event.unmatched.DeadLetterQueue;
import io.taskgate.http.audit.RequestAuditor;
import io.taskgate.payload.EvaluationUnavailableException;
import io.taskgate.payload.claimcheck.PayloadStore;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Proxy;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests the problem document of each exception.
class ProblemMapperTest {

    private static final String SECRET = "arn:aws:kms:secret";

    private final ProblemMapper mapper = new ProblemMapper(new RequestAuditor(null, null, new CurrentVertxRequest()));
    private final UriInfo uri = (UriInfo) Proxy.newProxyInstance(
            UriInfo.class.getClassLoader(), new Class<?>[] {UriInfo.class}, (_, _, _) -> "/v1/callbacks");

    static Stream<Arguments> thrown() {
        return Stream.of(
                Arguments.of(VaultFailures.of(SECRET), 503, "unavailable"),
                Arguments.of(new RejectedExecutionException(SECRET), 503, "unavailable"),
                Arguments.of(new Ledger.LedgerUnavailableException(SECRET), 503, "unavailable"),
                Arguments.of(new IllegalStateException(SECRET), 500, "internal"),
                Arguments.of(new NullPointerException(SECRET), 500, "internal"),
                Arguments.of(new OutOfMemoryError(SECRET), 500, "internal"));
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void anOutageIsToBeRepeatedAndABugIs500AndNoneShowsWhatWasThrown(Throwable thrown, int status, String slug) {
        try (Response response = mapper.map(thrown, uri)) {
            assertThat(response.getStatus()).isEqualTo(status);
            assertThat(response.getMediaType()).hasToString("application/problem+json");
            assertThat(response.getHeaderString("Retry-After")).isEqualTo(status == 503 ? "2" : null);
            assertThat((String) response.getEntity())
                    .contains("\"type\":\"urn:taskgate:problem:" + slug + "\"")
                    .doesNotContain(SECRET);
        }
    }

    static Stream<Arguments> outages() {
        return Stream.of(
                Arguments.of(VaultFailures.of(SECRET), "taskgate.vault"),
                Arguments.of(new RejectedExecutionException(SECRET), "This process"),
                Arguments.of(new Ledger.LedgerUnavailableException(SECRET), "The ledger table (DynamoDB)"),
                Arguments.of(new PayloadStore.StoreUnavailableException(SECRET), "S3"),
                Arguments.of(
                        new DeadLetterQueue.DeadLettersUnavailableException(SECRET, new IllegalStateException()),
                        "SQS"),
                Arguments.of(new EvaluationUnavailableException(SECRET), "expressions"),
                Arguments.of(new OIDCException(SECRET), "issuer"));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void theDetailOfAnOutageNamesItsCause(Throwable thrown, String cause) {
        try (Response response = mapper.map(thrown, uri)) {
            assertThat(response.getStatus()).isEqualTo(503);
            assertThat((String) response.getEntity()).contains(cause).doesNotContain(SECRET);
        }
    }

    /// Not an outage: a repeated request would be rejected again.
    @Test
    void aRecordThatTheLedgerRefusesIs422AndSaysWhatToDo() {
        Throwable refused = new Ledger.RecordRefusedException(
                "DynamoDB rejects the record: ValidationException (400), it exceeds 400 KB",
                new IllegalStateException());
        try (Response response = mapper.map(refused, uri)) {
            assertThat(response.getStatus()).isEqualTo(422);
            assertThat((String) response.getEntity()).contains("400 KB", "Send less data, or a reference");
        }
    }

    @Test
    void aQueueWithoutDeadLettersHasNone() {
        try (Response response =
                mapper.map(new DeadLetterQueue.NoDeadLettersException("the queue has no redrive policy"), uri)) {
            assertThat(response.getStatus()).isEqualTo(404);
            assertThat((String) response.getEntity()).contains("redrive policy");
        }
    }
}
