package io.taskgate.call.transport;

import io.taskgate.route.Service;
import io.taskgate.route.ServiceAuth;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/// Sends requests with the credentials of the service: the single exit for calls, dispatched requests, status
/// polls and cancel calls. Thread-safe.
@Singleton
public final class ServiceRequestSender {

    private static final int UNAUTHORIZED = 401;

    /// Headers that the client sets itself.
    private static final Set<String> OF_THE_CLIENT = Set.of("Host", "Content-Length");

    private final ServiceHttpClients clients;
    private final OAuthTokenProvider tokens;
    private final RequestSigner signer;

    public ServiceRequestSender(ServiceHttpClients clients, OAuthTokenProvider tokens, RequestSigner signer) {
        this.clients = clients;
        this.tokens = tokens;
        this.signer = signer;
    }

    /// @param within the time for the response, up to where the handler hands it over
    /// @throws AttemptFailedException if there is no response
    public <T> HttpResponse<T> send(Service service, ServiceRequest request, Duration within, BodyHandler<T> handler)
            throws AttemptFailedException {
        if (!(service.auth() instanceof ServiceAuth.OAuth how)) {
            return sendOnce(service, request, proof(service, request), within, handler);
        }
        String token = tokens.token(service, how);
        HttpResponse<T> response = sendOnce(service, request, bearer(token), within, handler);
        if (response.statusCode() != UNAUTHORIZED) {
            return response;
        }
        // The token may have been revoked: retries once with a fresh one.
        leave(response);
        tokens.evict(service, token);
        return sendOnce(service, request, bearer(tokens.token(service, how)), within, handler);
    }

    private static Map<String, List<String>> bearer(String token) {
        return Map.of("Authorization", List.of("Bearer " + token));
    }

    private static void leave(HttpResponse<?> response) {
        if (response.body() instanceof InputStream body) {
            try {
                body.close();
            } catch (IOException _) {
                // discarded
            }
        }
    }

    private Map<String, List<String>> proof(Service service, ServiceRequest request) throws AttemptFailedException {
        return switch (service.auth()) {
            case ServiceAuth.None _, ServiceAuth.OAuth _ -> Map.of();
            case ServiceAuth.Header(String name, String secret) -> Map.of(name, List.of(secret));
            case ServiceAuth.SigV4 how -> {
                try {
                    yield signer.sign(how, request.method(), request.url(), request.headers(), request.body());
                } catch (RequestSigner.CannotSignException e) {
                    throw new AttemptFailedException(
                            new AttemptFailure.AuthUnavailable(String.valueOf(e.getMessage())));
                }
            }
        };
    }

    private HttpRequest http(Service service, ServiceRequest request, Map<String, List<String>> proof)
            throws AttemptFailedException {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.headers().forEach((name, value) -> headers.put(name, List.of(value)));
        headers.putAll(proof);
        OF_THE_CLIENT.forEach(headers::remove);
        HttpRequest.Builder http = admitted(service, request);
        headers.forEach((name, values) -> values.forEach(value -> http.header(name, value)));
        return http.method(
                        request.method(),
                        request.hasBody()
                                ? HttpRequest.BodyPublishers.ofByteArray(request.body())
                                : HttpRequest.BodyPublishers.noBody())
                .build();
    }

    private HttpRequest.Builder admitted(Service service, ServiceRequest request) throws AttemptFailedException {
        try {
            return clients.request(service, request.url());
        } catch (IOException e) {
            throw new AttemptFailedException(new AttemptFailure.Unreachable(String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AttemptFailedException(new AttemptFailure.Unreachable("interrupted while resolving its name"));
        }
    }

    private <T> HttpResponse<T> sendOnce(
            Service service,
            ServiceRequest request,
            Map<String, List<String>> proof,
            Duration within,
            BodyHandler<T> handler)
            throws AttemptFailedException {
        CompletableFuture<HttpResponse<T>> response =
                clients.of(service).sendAsync(http(service, request, proof), handler);
        try {
            return response.get(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // Closes the connection, so that a slow body can't hold it.
            response.cancel(true);
            throw new AttemptFailedException(new AttemptFailure.TimedOut(within));
        } catch (InterruptedException e) {
            // Interrupted by the timeout of an attempt, or by shutdown.
            response.cancel(true);
            Thread.currentThread().interrupt();
            throw new AttemptFailedException(new AttemptFailure.TimedOut(within));
        } catch (ExecutionException e) {
            throw new AttemptFailedException(trouble(e, within));
        }
    }

    private static AttemptFailure trouble(ExecutionException failed, Duration within) {
        return switch (failed.getCause()) {
            case HttpConnectTimeoutException _ -> new AttemptFailure.Unreachable("no connection within 2 s");
            case HttpTimeoutException _ -> new AttemptFailure.TimedOut(within);
            case SSLHandshakeException _ ->
                new AttemptFailure.Unreachable("the TLS handshake failed. Check the certificates of both sides");
            case IOException e
            when e.getCause() instanceof UnresolvedAddressException ->
                new AttemptFailure.Unreachable("its name can't be resolved");
            case ConnectException _ -> new AttemptFailure.Unreachable("the connection was refused");
            case IOException _ -> new AttemptFailure.ConnectionLost("the connection ended early");
            case null, default ->
                throw new IllegalStateException("The request failed with an unexpected exception.", failed.getCause());
        };
    }
}
