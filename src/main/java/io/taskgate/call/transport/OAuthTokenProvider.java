package io.taskgate.call.transport;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.call.egress.ForbiddenAddressException;
import io.taskgate.payload.json.Json;
import io.taskgate.route.Service;
import io.taskgate.route.ServiceAuth;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Provides OAuth 2.0 client credentials tokens (RFC 6749, 4.4). Fetches one token for all waiting calls and
/// caches it until shortly before it expires, or until a service rejects it. A response takes 5 s and 64 KiB at most.
/// Thread-safe.
@Singleton
public final class OAuthTokenProvider {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /// A token must still be valid when the service checks it.
    private static final Duration MARGIN = Duration.ofSeconds(30);

    /// The lifetime of a token without `expires_in` (RFC 6749, 5.1 makes it optional).
    private static final Duration DEFAULT_EXPIRY = Duration.ofMinutes(5);

    private static final int MAX_BYTES = 64 * 1024;

    private final ServiceHttpClients clients;
    private final Clock clock;
    private final Duration timeout;
    private final Map<String, CachedToken> cache = new ConcurrentHashMap<>();

    @Inject
    public OAuthTokenProvider(ServiceHttpClients clients, Clock clock) {
        this(clients, clock, TIMEOUT);
    }

    /// @param timeout for a response with its body
    OAuthTokenProvider(ServiceHttpClients clients, Clock clock, Duration timeout) {
        this.clients = clients;
        this.clock = clock;
        this.timeout = timeout;
    }

    private static final class CachedToken {
        private final ReentrantLock lock = new ReentrantLock();
        private final ServiceAuth.OAuth how;
        private @Nullable String token;
        private Instant until = Instant.MIN;

        CachedToken(ServiceAuth.OAuth how) {
            this.how = how;
        }
    }

    /// @throws AttemptFailedException if no token is available
    String token(Service service, ServiceAuth.OAuth how) throws AttemptFailedException {
        // A token of other credentials, or of another server, is not used after the routes have been replaced.
        CachedToken mine = cache.compute(
                service.name(), (name, other) -> other != null && other.how.equals(how) ? other : new CachedToken(how));
        try {
            mine.lock.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw authUnavailable("interrupted while fetching a token");
        }
        try {
            String token = mine.token;
            if (token == null || !clock.instant().isBefore(mine.until)) {
                token = fetch(service, how, mine);
            }
            return token;
        } finally {
            mine.lock.unlock();
        }
    }

    /// Discards a token that the service rejected before it expired.
    void evict(Service service, String refused) {
        CachedToken mine = cache.get(service.name());
        if (mine != null) {
            mine.lock.lock();
            try {
                if (refused.equals(mine.token)) {
                    mine.token = null;
                }
            } finally {
                mine.lock.unlock();
            }
        }
    }

    private String fetch(Service service, ServiceAuth.OAuth how, CachedToken mine) throws AttemptFailedException {
        JsonNode answer = requestToken(service, how);
        String token = answer.path("access_token").asText();
        if (!token.matches("[\\x21-\\x7e]+")) {
            throw authUnavailable("the authorization server returned no access_token");
        }
        long seconds = answer.path("expires_in").asLong(DEFAULT_EXPIRY.toSeconds());
        mine.token = token;
        mine.until = clock.instant().plusSeconds(seconds).minus(MARGIN);
        return token;
    }

    private JsonNode requestToken(Service service, ServiceAuth.OAuth how) throws AttemptFailedException {
        try {
            return read(service, tokenRequest(service, how));
        } catch (ForbiddenAddressException e) {
            throw authUnavailable("the authorization server can't be reached: " + e.getMessage());
        } catch (IOException e) {
            throw authUnavailable(
                    "the authorization server did not respond: " + e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw authUnavailable("interrupted while fetching a token");
        }
    }

    private HttpRequest tokenRequest(Service service, ServiceAuth.OAuth how) throws IOException, InterruptedException {
        String form = "grant_type=client_credentials" + (how.scope() == null ? "" : "&scope=" + encoded(how.scope()));
        return clients.request(service, how.tokenUrl())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .header("Authorization", basicCredentials(how))
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
    }

    private JsonNode read(Service service, HttpRequest request)
            throws AttemptFailedException, IOException, InterruptedException {
        HttpResponse<byte[]> response = response(service, request);
        if (response.statusCode() != 200) {
            throw authUnavailable("the authorization server returned " + response.statusCode());
        }
        return Json.parse(response.body());
    }

    private HttpResponse<byte[]> response(Service service, HttpRequest request)
            throws AttemptFailedException, IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> response =
                clients.of(service).sendAsync(request, OAuthTokenProvider::body);
        try {
            return response.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw authUnavailable("the authorization server did not respond in time");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException("The token request failed with an unexpected exception.", e.getCause());
        } finally {
            // Closes the connection if the response is not complete, so that a slow body can't hold it.
            response.cancel(true);
        }
    }

    /// The text of an error is not read.
    private static HttpResponse.BodySubscriber<byte[]> body(HttpResponse.ResponseInfo head) {
        return head.statusCode() == 200
                ? HttpResponse.BodySubscribers.limiting(HttpResponse.BodySubscribers.ofByteArray(), MAX_BYTES)
                : HttpResponse.BodySubscribers.replacing(new byte[0]);
    }

    /// Encodes both parts as form fields (RFC 6749, 2.3.1).
    private static String basicCredentials(ServiceAuth.OAuth how) {
        String pair = encoded(how.clientId()) + ":" + encoded(how.clientSecret());
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static AttemptFailedException authUnavailable(String reason) {
        return new AttemptFailedException(new AttemptFailure.AuthUnavailable(reason));
    }
}
