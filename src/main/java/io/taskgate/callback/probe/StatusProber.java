package io.taskgate.callback.probe;

import io.taskgate.callback.heartbeat.HeartbeatService;
import io.taskgate.callback.ledger.CallbackSchedule;
import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.link.LinkSigner;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackErrors;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.ProtocolTimings;
import io.taskgate.callback.settlement.SettlementResult;
import io.taskgate.callback.settlement.SettlementService;
import io.taskgate.payload.json.JsonText;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.StatusProbe;
import io.taskgate.route.WorkStatus;
import io.taskgate.runtime.Sleeper;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/// Polls the status page of a service that can't call back: work in progress counts as a heartbeat, and work
/// that has ended is settled, as if the worker had used its link. A service that does not respond is timed out
/// by the heartbeat interval. The sweep decides when to poll; a poll runs on a thread of its own, a bounded
/// number for each service, so that a service that hangs delays no other. Thread-safe.
@Singleton
public final class StatusProber {

    private static final Logger LOG = Logger.getLogger(StatusProber.class);

    /// The largest number of concurrent polls of one service. A poll above it is skipped.
    static final int MAX_CONCURRENT = 16;

    /// The largest number of failures that are remembered; above it, all pauses begin anew.
    private static final int MAX_FAILURES = 20_000;

    private static final int MAX_DOUBLINGS = 10;

    private final RouteRegistry routes;
    private final StatusPageClient pages;
    private final SettlementService settlements;
    private final HeartbeatService heartbeat;
    private final Sleeper sleeper;
    private final Clock clock;
    private final Map<CallbackId, Integer> failures = new ConcurrentHashMap<>();
    private final Map<String, Semaphore> permits = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public StatusProber(
            RouteRegistry routes,
            StatusPageClient pages,
            SettlementService settlements,
            HeartbeatService heartbeat,
            Sleeper sleeper,
            Clock clock) {
        this.routes = routes;
        this.pages = pages;
        this.settlements = settlements;
        this.heartbeat = heartbeat;
        this.sleeper = sleeper;
        this.clock = clock;
    }

    /// The time at which the sweep processes a PENDING record whose request was sent.
    public Instant nextPollAt(Callback pending) {
        Instant now = clock.instant();
        Instant timeOut = CallbackSchedule.nextTimeOut(pending, now);
        return probe(pending)
                .map(probe -> now.plus(pause(probe, pending.id())))
                .filter(poll -> poll.isBefore(timeOut))
                .orElse(timeOut);
    }

    /// The pause before the next poll, with a jitter of a fifth, so that work that began together is not polled
    /// together.
    private Duration pause(StatusProbe probe, CallbackId id) {
        int doublings = Math.min(failures.getOrDefault(id, 0), MAX_DOUBLINGS);
        Duration pause = ProtocolTimings.clamp(
                probe.interval().multipliedBy(1L << doublings), probe.interval(), probe.maxInterval());
        return pause.minus(Duration.ofNanos(sleeper.random().nextLong(pause.toNanos() / 5 + 1)));
    }

    private Optional<StatusProbe> probe(Callback pending) {
        return routes.find(pending.service(), pending.operation())
                .map(Route::ways)
                .flatMap(ways -> Optional.ofNullable(ways.probe()));
    }

    /// Starts a poll if the route has a probe and the service has a free permit. Returns at once.
    public void pollAsync(Callback pending) {
        probe(pending).ifPresent(probe -> {
            Semaphore place = permits.computeIfAbsent(pending.service(), service -> new Semaphore(MAX_CONCURRENT));
            if (!place.tryAcquire()) {
                LOG.debugf(
                        "Poll was skipped, too many are in flight: callbackId=%s service=%s",
                        pending.id(), pending.service());
                return;
            }
            threads.execute(() -> {
                try {
                    poll(pending, probe);
                } catch (RuntimeException e) {
                    LOG.warnf(
                            "Status could not be processed; the next poll will retry it: callbackId=%s cause=%s",
                            pending.id(), e.getMessage());
                } finally {
                    place.release();
                }
            });
        });
    }

    boolean isIdle(String service) {
        Semaphore place = permits.get(service);
        return place == null || place.availablePermits() == MAX_CONCURRENT;
    }

    public void forget(CallbackId id) {
        failures.remove(id);
    }

    /// Polls once and handles the result.
    void poll(Callback pending, StatusProbe probe) {
        Optional<StatusPageClient.Page> page = probe.status()
                .resolve(pending.id().value(), pending.correlationKey(), pending.requestId())
                .map(pages::fetch);
        switch (page.orElseGet(
                () -> new StatusPageClient.Page.Unavailable("it has no correlation key that fits into its URL"))) {
            case StatusPageClient.Page.Unavailable(String reason) -> recordFailure(pending, reason);
            case StatusPageClient.Page.Found(var document) ->
                handle(pending, probe.mapping().statusOf(document));
        }
    }

    private void handle(Callback pending, WorkStatus verdict) {
        switch (verdict) {
            case WorkStatus.InProgress(var progress) -> {
                forget(pending.id());
                // The work is in progress, even if its progress is too large for the record.
                heartbeat.accept(
                        link(pending), HeartbeatService.validate(progress).isEmpty() ? progress : null);
            }
            case WorkStatus.Succeeded(var result) -> settle(pending, new Answer.Success(JsonText.of(result)));
            case WorkStatus.Failed(String error, String cause) -> settle(pending, new Answer.Failure(error, cause));
            case WorkStatus.Ignored ignored -> forget(pending.id());
            case WorkStatus.Unparsable(String reason) -> recordFailure(pending, reason);
        }
    }

    /// Settles the callback. The service can't send a smaller result, so a result that its boundary rejects
    /// fails the task.
    private void settle(Callback pending, Answer answer) {
        forget(pending.id());
        switch (settlements.settle(link(pending), answer)) {
            case SettlementResult.Unshapeable not ->
                settle(
                        pending,
                        new Answer.Failure(
                                CallbackErrors.INVALID_RESULT, not.reason().message()));
            case SettlementResult.OverBudget over ->
                settle(
                        pending,
                        new Answer.Failure(
                                CallbackErrors.PAYLOAD_TOO_LARGE,
                                over.sizes().excess().detail()));
            case SettlementResult.Reported reported -> {}
            case SettlementResult.UnderWay underWay -> {}
            case SettlementResult.Early early -> {}
            case SettlementResult.Conflict conflict -> {}
            case SettlementResult.Closed closed -> {}
            case SettlementResult.Replayed replayed -> {}
            case SettlementResult.Unknown unknown -> {}
        }
    }

    /// The address of the generation that was polled, as by its own link.
    private static CallbackAddress link(Callback pending) {
        return new CallbackAddress.ByLink(
                pending.id(), new LinkSigner.Claim(pending.generation(), pending.service(), pending.operation()));
    }

    private void recordFailure(Callback pending, String reason) {
        if (failures.size() >= MAX_FAILURES) {
            failures.clear();
        }
        if (failures.merge(pending.id(), 1, Integer::sum) == 1) {
            LOG.warnf("Status page could not be read: callbackId=%s reason=%s", pending.id(), reason);
        }
    }
}
