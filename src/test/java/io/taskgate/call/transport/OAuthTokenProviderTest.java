package io.taskgate.call.transport;

import static io.taskgate.testing.gateway.CalledService.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.call.TestSenders;
import io.taskgate.call.egress.TestEgressGuards;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.Service;
import io.taskgate.route.ServiceAuth;
import io.taskgate.testing.gateway.CalledService;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An authorization server takes no more time, memory and requests than it is given.
class OAuthTokenProviderTest {

    private CalledService server;
    private ServiceHttpClients clients;
    private Service service;
    private ServiceAuth.OAuth how;

    @BeforeEach
    void start() throws IOException {
        server = CalledService.start();
        clients = new ServiceHttpClients(new RouteRegistry(List.of()), TestSenders.NO_TLS, TestEgressGuards.plain());
        how = new ServiceAuth.OAuth(URI.create(server.endpoint() + "/token"), "us", "secret", null);
        service = new Service("quotes", server.endpoint(), how, null, List.of(""), List.of());
    }

    @AfterEach
    void stop() {
        clients.close();
        server.close();
    }

    private OAuthTokenProvider tokens(Duration timeout) {
        return new OAuthTokenProvider(clients, Clock.systemUTC(), timeout);
    }

    /// The time-out was for the head of the response, so that a body without an end held all calls of the service.
    @Test
    void aBodyThatDoesNotEndIsGivenUp() {
        server.on("/token", CalledService.stalled());

        assertThatThrownBy(() -> tokens(Duration.ofMillis(300)).token(service, how))
                .isInstanceOf(AttemptFailedException.class)
                .extracting(e -> ((AttemptFailedException) e).failure())
                .isEqualTo(new AttemptFailure.AuthUnavailable("the authorization server did not respond in time"));
    }

    @Test
    void aResponseOfAnySizeIsNotReadWhole() {
        server.on("/token", CalledService.large(100L * 1024 * 1024));

        assertThatThrownBy(() -> tokens(Duration.ofMinutes(1)).token(service, how))
                .isInstanceOf(AttemptFailedException.class)
                .extracting(e -> ((AttemptFailedException) e).failure())
                .isEqualTo(new AttemptFailure.AuthUnavailable("the authorization server did not respond: IOException"));
    }

    @Test
    void waitingCallsShareOneRequest() throws Exception {
        Semaphore reached = new Semaphore(0);
        CountDownLatch open = new CountDownLatch(1);
        server.on("/token", CalledService.gated(reached, open, answering(200, "{\"access_token\": \"shared\"}")));
        OAuthTokenProvider tokens = tokens(Duration.ofMinutes(1));

        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> calls = IntStream.range(0, 20)
                    .mapToObj(n -> callers.submit(() -> tokens.token(service, how)))
                    .toList();
            reached.acquire();
            open.countDown();
            for (Future<String> call : calls) {
                assertThat(call.get()).isEqualTo("shared");
            }
        }
        assertThat(server.requests("/token")).hasSize(1);
    }
}
