package io.taskgate.http.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import io.taskgate.http.server.ProblemResponder;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Applies the limits of each caller ([LimitsConfig]) before the body is read and the credential is checked.
/// A credential has its own limits after its first successful request; until then, the limits of its address
/// apply. Runs on the event loop.
@Singleton
public final class CallerRateLimiter {

    /// After the checks of the head, before authentication.
    private static final int ORDER = 900;

    private static final String API = "/v1/";
    private static final int UNAUTHENTICATED = 401;
    private static final long SECOND = 1_000_000_000L;

    private final CallerLimit ofCredential;
    private final CallerLimit ofLink;
    private final CallerLimit ofAddress;
    private final CallerIdentifier identifier;
    private final CredentialLockout lockout;
    private final CallerTable<CallerKey> table;
    private final Semaphore anonymous;
    private final Clock clock;
    private final Map<Reason, Counter> refused = new EnumMap<>(Reason.class);

    /// The reasons of a rejection.
    private enum Reason {
        RATE,
        CONCURRENCY,
        ANONYMOUS,
        LOCKOUT
    }

    public CallerRateLimiter(
            LimitsConfig config,
            CallerIdentifier identifier,
            CredentialLockout lockout,
            Clock clock,
            MeterRegistry meters) {
        this.ofCredential = CallerLimit.of(config.credential());
        this.ofLink = CallerLimit.of(config.link());
        this.ofAddress = CallerLimit.of(config.anonymous());
        this.identifier = identifier;
        this.lockout = lockout;
        this.clock = clock;
        table = new CallerTable<>(config.maxCallers());
        anonymous = new Semaphore(config.maxAnonymousRequests());
        for (Reason reason : Reason.values()) {
            refused.put(
                    reason,
                    Counter.builder("taskgate.limits.rejected")
                            .description("requests above a limit of their caller")
                            .tag("limit", reason.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, ORDER);
    }

    public void check(RoutingContext request) {
        String path = request.normalizedPath();
        if (!path.startsWith(API)) {
            request.next();
            return;
        }
        String address = CallerIdentifier.address(request.request());
        String credential = CallerIdentifier.credential(request.request());
        if (credential != null) {
            Duration wait = lockout.delay(address, credential);
            if (!wait.isZero()) {
                refuse(request, Reason.LOCKOUT, Math.max(1, Math.ceilDiv(wait.toMillis(), 1_000L)));
                return;
            }
        }
        CallerKey caller = identifier.identify(request.request(), path, credential);
        boolean unproven = caller.kind() == CallerKey.Kind.ADDRESS;
        if (unproven && !anonymous.tryAcquire()) {
            refuse(request, Reason.ANONYMOUS, 1);
            return;
        }
        if (admit(request, caller)) {
            request.addEndHandler(ended -> {
                release(unproven);
                if (ended.succeeded()) {
                    recordResult(request.response(), address, credential);
                }
            });
            request.next();
        } else {
            release(unproven);
        }
    }

    private void release(boolean unproven) {
        if (unproven) {
            anonymous.release();
        }
    }

    private boolean admit(RoutingContext request, CallerKey caller) {
        Instant now = clock.instant();
        long nanos = now.getEpochSecond() * SECOND + now.getNano();
        return switch (table.admit(caller, limit(caller), nanos)) {
            case CallerTable.Admission.Admitted(CallerTable.Usage usage) -> {
                request.addEndHandler(_ -> table.release(usage));
                yield true;
            }
            case CallerTable.Admission.TooManyConcurrent() -> {
                refuse(request, Reason.CONCURRENCY, 1);
                yield false;
            }
            case CallerTable.Admission.RateExceeded(long seconds) -> {
                refuse(request, Reason.RATE, seconds);
                yield false;
            }
        };
    }

    private CallerLimit limit(CallerKey caller) {
        return switch (caller.kind()) {
            case CREDENTIAL -> ofCredential;
            case LINK -> ofLink;
            case ADDRESS -> ofAddress;
        };
    }

    /// Handles a completely written response.
    private void recordResult(HttpServerResponse response, String address, @Nullable String credential) {
        if (credential == null || !response.headWritten()) {
            return;
        }
        int status = response.getStatusCode();
        if (status == UNAUTHENTICATED) {
            lockout.failed(address, credential);
        } else if (status >= 200 && status < 300) {
            lockout.succeeded(address, credential);
        }
    }

    private void refuse(RoutingContext request, Reason reason, long seconds) {
        String detail = switch (reason) {
            case RATE -> "The caller exceeds the request rate of taskgate.limits.";
            case CONCURRENCY -> "The caller exceeds the concurrency limit of taskgate.limits.";
            case ANONYMOUS -> "Too many requests without an accepted credential are in flight (taskgate.limits).";
            case LOCKOUT -> "Too many invalid credentials from this address.";
        };
        Counter counter = refused.get(reason);
        if (counter != null) {
            counter.increment();
        }
        request.response().putHeader("Retry-After", Long.toString(seconds));
        ProblemResponder.respond(
                request,
                ProblemException.of(
                        ProblemType.RATE_LIMITED,
                        detail + " The request was not processed. Retry after the Retry-After delay."));
    }
}
