package io.taskgate.call;

import static io.taskgate.testing.gateway.CalledService.answering;
import static io.taskgate.testing.gateway.CalledService.half;
import static io.taskgate.testing.gateway.CalledService.large;
import static io.taskgate.testing.gateway.CalledService.reset;
import static io.taskgate.testing.gateway.CalledService.wanting;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.callback.dispatch.DispatchResult;
import io.taskgate.callback.probe.StatusPageClient;
import io.taskgate.route.Service;
import io.taskgate.route.ServiceAuth;
import io.taskgate.route.Target;
import io.taskgate.testing.gateway.CalledService;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests dispatched requests and status polls, including their authentication.
class WorkAtServicesTest {

    private static final DispatchResult TAKEN = new DispatchResult.Accepted();

    private CalledService service;
    private TestSenders senders;

    @BeforeEach
    void aService() throws IOException {
        service = CalledService.start();
        senders = new TestSenders();
    }

    @AfterEach
    void close() {
        senders.close();
        service.close();
    }

    private Target.Http at(ServiceAuth auth, String method) {
        Service called = new Service("jobs", service.endpoint(), auth, null);
        return new Target.Http(called, URI.create(service.endpoint() + "/job"), method);
    }

    private DispatchResult hand(ServiceAuth auth) {
        return senders.services.send(at(auth, "POST"), "rq_1", JsonNodeFactory.instance.objectNode());
    }

    private StatusPageClient.Page look(ServiceAuth auth) {
        return senders.pages.fetch(at(auth, "GET"));
    }

    private ServiceAuth.OAuth oauth() {
        return new ServiceAuth.OAuth(URI.create(service.endpoint() + "/token"), "us", "secret", null);
    }

    private void tokens(String... tokens) {
        CalledService.Reaction[] inTurn = List.of(tokens).stream()
                .map(token -> answering(200, "{\"access_token\": \"" + token + "\"}"))
                .toArray(CalledService.Reaction[]::new);
        service.on("/token", inTurn);
    }

    // ---- authentication

    @Test
    void byAHeader() {
        service.on("/job", wanting("x-key", "abc", answering(200, "{\"a\": 1}")));
        ServiceAuth right = new ServiceAuth.Header("X-Key", "abc");
        assertThat(hand(right)).isEqualTo(TAKEN);
        assertThat(look(right)).isInstanceOf(StatusPageClient.Page.Found.class);
    }

    @Test
    void byAToken() {
        tokens("abc");
        service.on("/job", wanting("authorization", "Bearer abc", answering(200, "{\"a\": 1}")));
        assertThat(hand(oauth())).isEqualTo(TAKEN);
        assertThat(look(oauth())).isInstanceOf(StatusPageClient.Page.Found.class);
        assertThat(service.requests("/token")).hasSize(1);
    }

    @Test
    void byANewTokenWhereTheServiceRefusesTheOldOne() {
        tokens("old", "new");
        service.on("/job", wanting("authorization", "Bearer new", answering(202, "")));
        assertThat(hand(oauth())).isEqualTo(TAKEN);
        assertThat(service.requests("/job")).hasSize(2);
    }

    @Test
    void bySignatureVersion4() {
        service.on("/job", wanting("authorization", "signed POST {}", answering(202, "")));
        assertThat(hand(new ServiceAuth.SigV4("execute-api", null))).isEqualTo(TAKEN);
    }

    @Test
    void aServiceRefusesWhatIsUnproven() {
        service.on("/job", wanting("x-key", "abc", answering(200, "{\"a\": 1}")));
        assertThat(hand(new ServiceAuth.None()))
                .isEqualTo(new DispatchResult.Permanent("The service rejected the request with 401."));
        assertThat(look(new ServiceAuth.Header("X-Key", "wrong")))
                .isEqualTo(new StatusPageClient.Page.Unavailable("The service returned 401."));
    }

    @Test
    void withoutATokenNothingIsSentAndItIsTriedAgain() {
        service.on("/token", answering(500, "{}"));
        service.on("/job", answering(200, "{}"));
        assertThat(hand(oauth()))
                .isEqualTo(new DispatchResult.Retryable(
                        "The credentials for the service are unavailable: the authorization server returned 500."));
        assertThat(service.requests("/job")).isEmpty();
    }

    // ---- responses

    @Test
    void aRequestGoesUnderItsIdWithAllThatItIs() {
        service.on("/job", answering(204, ""));
        assertThat(hand(new ServiceAuth.None())).isEqualTo(TAKEN);
        CalledService.Request sent = service.requests("/job").getFirst();
        assertThat(sent.body()).isEqualTo("{}");
        assertThat(sent.headers()).containsAllEntriesOf(Map.of("idempotency-key", "rq_1", "user-agent", "taskgate"));
    }

    /// The status decides, even if the body can't be read: a retry could repeat the work.
    @Test
    void whatIsTakenIsTakenWhateverTheBodyIs() {
        service.on("/job", half(), large(10_000_000));
        assertThat(hand(new ServiceAuth.None())).isEqualTo(TAKEN);
        assertThat(hand(new ServiceAuth.None())).isEqualTo(TAKEN);
    }

    @Test
    void aServiceThatIsAwayIsTriedAgain() {
        service.on("/job", reset());
        assertThat(hand(new ServiceAuth.None()))
                .isEqualTo(new DispatchResult.Retryable(
                        "The connection to the service was lost: the connection ended early."));
        service.close();
        assertThat(hand(new ServiceAuth.None()))
                .isEqualTo(new DispatchResult.Retryable("The service can't be reached: the connection was refused."));
        assertThat(look(new ServiceAuth.None()))
                .isEqualTo(new StatusPageClient.Page.Unavailable(
                        "The service can't be reached: the connection was refused."));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 503})
    void aServiceThatIsNotWellIsTriedAgain(int status) {
        service.on("/job", answering(status, "{}"));
        assertThat(hand(new ServiceAuth.None()))
                .isEqualTo(new DispatchResult.Retryable("The service returned " + status + "."));
    }

    @Test
    void aPageThatIsTooLargeOrNoJsonShowsNothing() {
        service.on("/job", large(10_000_000), answering(200, "<html>"));
        assertThat(look(new ServiceAuth.None())).isInstanceOf(StatusPageClient.Page.Unavailable.class);
        assertThat(look(new ServiceAuth.None())).isInstanceOf(StatusPageClient.Page.Unavailable.class);
        assertThat(senders.meters
                        .get("taskgate.probes")
                        .tags("service", "jobs", "result", "unavailable")
                        .timer()
                        .count())
                .isEqualTo(2);
    }
}
