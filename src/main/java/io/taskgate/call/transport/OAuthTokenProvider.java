package io.taskgate.call.transport;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.call.egress.ForbiddenAddressException;
import io.taskgate.payload.json.Json;
import io.taskgate.route.Service;
import io.taskgate.route.ServiceAuth;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Provides OAuth 2.0 client credentials tokens (RFC 6749, 4.4). Fetches one token for all waiting calls and
/// caches it until shortly before it expires, or until a service rejects it. Thread-safe.
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
    private final Map<String, CachedToken> cache = new ConcurrentHashMap<>();

    public OAuthTokenProvider(ServiceHttpClients clients, Clock clock) {
        this.clients = clients;
        this.clock = clock;
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
                .timeout(TIMEOUT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .header("Authorization", basicCredentials(how))
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
    }

    private JsonNode read(Service service, HttpRequest request)
            throws AttemptFailedException, IOException, InterruptedException {
        HttpResponse<InputStream> answer = clients.of(service).send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            if (answer.statusCode() != 200) {
                throw authUnavailable("the authorization server returned " + answer.statusCode());
            }
            return Json.parse(body.readNBytes(MAX_BYTES));
        }
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
