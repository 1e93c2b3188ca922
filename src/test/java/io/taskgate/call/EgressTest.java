package io.taskgate.call;

import static io.taskgate.testing.gateway.CalledService.answering;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.call.egress.TestEgressGuards;
import io.taskgate.callback.dispatch.DispatchResult;
import io.taskgate.callback.probe.StatusPageClient;
import io.taskgate.route.AddressRange;
import io.taskgate.route.Service;
import io.taskgate.route.ServiceAuth;
import io.taskgate.route.Target;
import io.taskgate.testing.gateway.CalledService;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests the host name of a partner that resolves to the gateway's own network, permanently or from one
/// request to the next.
class EgressTest {

    private static final String PARTNER = "partner.example";
    private static final ServiceAuth NONE = new ServiceAuth.None();

    private CalledService inside;

    @BeforeEach
    void aServerOnLoopback() throws IOException {
        inside = CalledService.start();
        inside.on("/job", answering(200, "{\"a\": 1}"));
        inside.on("/token", answering(200, "{\"access_token\": \"abc\"}"));
    }

    @AfterEach
    void close() {
        inside.close();
    }

    private URI at(String path) {
        return URI.create("http://" + PARTNER + ":" + inside.endpoint().getPort() + path);
    }

    private Target.Http job(ServiceAuth auth, AddressRange... allowed) {
        Service service = new Service("jobs", at(""), auth, null, List.of(""), List.of(allowed));
        return new Target.Http(service, at("/job"), "POST");
    }

    private static DispatchResult hand(TestSenders senders, Target.Http to) {
        return senders.services.send(to, "rq_1", JsonNodeFactory.instance.objectNode());
    }

    @Test
    void aNameThatResolvesToLoopbackIsNotConnectedTo() {
        try (TestSenders senders = new TestSenders(TestEgressGuards.resolvingTo("127.0.0.1"))) {
            assertThat(hand(senders, job(NONE)))
                    .isEqualTo(new DispatchResult.Retryable(
                            "The service can't be reached: its name resolves to an address that is"
                                    + " not allowed (taskgate.egress.allow)."));
            assertThat(senders.pages.fetch(job(NONE))).isInstanceOf(StatusPageClient.Page.Unavailable.class);
        }
        assertThat(inside.requests()).isEmpty();
    }

    /// Only the guard resolves the name, so that the connection goes to the address that was checked.
    @Test
    void anAllowedAddressIsConnectedToWithTheNameAsItsHost() {
        try (TestSenders senders = new TestSenders(TestEgressGuards.resolvingTo("127.0.0.1"))) {
            assertThat(hand(senders, job(NONE, AddressRange.parse("127.0.0.0/8"))))
                    .isEqualTo(new DispatchResult.Accepted());
        }
        assertThat(inside.requests("/job"))
                .singleElement()
                .satisfies(request -> assertThat(request.headers())
                        .containsEntry("host", PARTNER + ":" + inside.endpoint().getPort()));
    }

    @Test
    void aNameThatIsReboundIsRefusedFromThenOn() {
        try (TestSenders senders = new TestSenders(TestEgressGuards.resolvingInTurn("127.0.0.1", "127.0.0.2"))) {
            Target.Http job = job(NONE, AddressRange.parse("127.0.0.1"));
            assertThat(hand(senders, job)).isEqualTo(new DispatchResult.Accepted());
            assertThat(hand(senders, job)).isInstanceOf(DispatchResult.Retryable.class);
        }
        assertThat(inside.requests()).hasSize(1);
    }

    @Test
    void anAuthorizationServerIsHeldToTheSame() {
        ServiceAuth oauth = new ServiceAuth.OAuth(at("/token"), "us", "secret", null);
        try (TestSenders senders = new TestSenders(TestEgressGuards.resolvingTo("127.0.0.1"))) {
            assertThat(hand(senders, job(oauth))).isInstanceOf(DispatchResult.Retryable.class);
            assertThat(inside.requests()).isEmpty();
            assertThat(hand(senders, job(oauth, AddressRange.parse("127.0.0.1"))))
                    .isEqualTo(new DispatchResult.Accepted());
        }
        assertThat(inside.requests("/token")).hasSize(1);
    }

    @Test
    void aRedirectIsNotFollowed() throws IOException {
        try (CalledService service = CalledService.start();
                TestSenders senders = new TestSenders()) {
            service.on("/job", answering(307, "{}", "Location: " + inside.endpoint() + "/job\r\n"));
            Service jobs = new Service("jobs", service.endpoint(), NONE, null);
            Target.Http job = new Target.Http(jobs, URI.create(service.endpoint() + "/job"), "POST");
            assertThat(hand(senders, job)).isInstanceOf(DispatchResult.Permanent.class);
            assertThat(senders.pages.fetch(job)).isInstanceOf(StatusPageClient.Page.Unavailable.class);
        }
        assertThat(inside.requests()).isEmpty();
    }
}
