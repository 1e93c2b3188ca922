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

/// Looks at the status page of a service that can't call back: work that goes on is a heartbeat, and work that
/// has ended is settled, as if the worker had said so by its link. A service that does not answer says
/// nothing, and ends in the heartbeat's time-out. When to look is the sweep's affair; a look is on a thread of
/// its own, a few at once for each service, so that one that hangs stands in nobody's way. Safe for many
/// threads.
@Singleton
public final class StatusProber {

    private static final Logger LOG = Logger.getLogger(StatusProber.class);

    /// Looks at once at one service. What finds no place is looked at in its next turn.
    static final int AT_ONCE = 16;

    /// Failures that are remembered; beyond, pauses begin anew.
    private static final int MOST = 20_000;

    private static final int MOST_DOUBLINGS = 10;

    private final RouteRegistry routes;
    private final StatusPageClient pages;
    private final SettlementService settle;
    private final HeartbeatService heartbeat;
    private final Sleeper pauses;
    private final Clock clock;
    private final Map<CallbackId, Integer> failures = new ConcurrentHashMap<>();
    private final Map<String, Semaphore> places = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public StatusProber(
            RouteRegistry routes,
            StatusPageClient pages,
            SettlementService settle,
            HeartbeatService heartbeat,
            Sleeper pauses,
            Clock clock) {
        this.routes = routes;
        this.pages = pages;
        this.settle = settle;
        this.heartbeat = heartbeat;
        this.pauses = pauses;
        this.clock = clock;
    }

    /// When the sweep must look at a PENDING record whose request is out.
    public Instant nextLook(Callback pending) {
        Instant now = clock.instant();
        Instant timeOut = CallbackSchedule.nextTimeOut(pending, now);
        return probe(pending)
                .map(probe -> now.plus(pause(probe, pending.id())))
                .filter(look -> look.isBefore(timeOut))
                .orElse(timeOut);
    }

    /// Never longer than the pause, and up to a fifth shorter, so that what began together does not stay
    /// together.
    private Duration pause(StatusProbe probe, CallbackId id) {
        int doublings = Math.min(failures.getOrDefault(id, 0), MOST_DOUBLINGS);
        Duration pause = ProtocolTimings.within(
                probe.interval().multipliedBy(1L << doublings), probe.interval(), probe.maxInterval());
        return pause.minus(Duration.ofNanos(pauses.random().nextLong(pause.toNanos() / 5 + 1)));
    }

    private Optional<StatusProbe> probe(Callback pending) {
        return routes.find(pending.service(), pending.operation())
                .map(Route::ways)
                .flatMap(ways -> Optional.ofNullable(ways.probe()));
    }

    /// Begins a look, where the route has a probe and the service has a place. Returns at once.
    public void begin(Callback pending) {
        probe(pending).ifPresent(probe -> {
            Semaphore place = places.computeIfAbsent(pending.service(), service -> new Semaphore(AT_ONCE));
            if (!place.tryAcquire()) {
                LOG.debugf("%s: not looked at: too many looks at %s are under way", pending.id(), pending.service());
                return;
            }
            threads.execute(() -> {
                try {
                    look(pending, probe);
                } catch (RuntimeException e) {
                    LOG.warnf(
                            "%s: what its status page shows could not be taken now: %s", pending.id(), e.getMessage());
                } finally {
                    place.release();
                }
            });
        });
    }

    boolean isIdle(String service) {
        Semaphore place = places.get(service);
        return place == null || place.availablePermits() == AT_ONCE;
    }

    public void forget(CallbackId id) {
        failures.remove(id);
    }

    /// One look, and what follows from it.
    void look(Callback pending, StatusProbe probe) {
        Optional<StatusPageClient.Page> page = probe.status()
                .about(pending.id().value(), pending.correlationKey(), pending.requestId())
                .map(pages::look);
        switch (page.orElseGet(
                () -> new StatusPageClient.Page.NotShown("it has no correlation key that fits into its URL"))) {
            case StatusPageClient.Page.NotShown(String reason) -> failed(pending, reason);
            case StatusPageClient.Page.Shown(var document) ->
                take(pending, probe.reading().read(document));
        }
    }

    private void take(Callback pending, WorkStatus verdict) {
        switch (verdict) {
            case WorkStatus.Alive(var progress) -> {
                forget(pending.id());
                // What is too much for the record says no less that the work goes on.
                heartbeat.accept(
                        link(pending), HeartbeatService.flawOf(progress).isEmpty() ? progress : null);
            }
            case WorkStatus.Succeeded(var result) -> settle(pending, new Answer.Success(JsonText.of(result)));
            case WorkStatus.Failed(String error, String cause) -> settle(pending, new Answer.Failure(error, cause));
            case WorkStatus.Ignored ignored -> forget(pending.id());
            case WorkStatus.Unreadable(String reason) -> failed(pending, reason);
        }
    }

    /// Nobody is there to send less or otherwise, so what may not cross fails the task.
    private void settle(Callback pending, Answer answer) {
        forget(pending.id());
        switch (settle.settle(link(pending), answer)) {
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

    /// It speaks for the generation that was looked at, as that one's own link would.
    private static CallbackAddress link(Callback pending) {
        return new CallbackAddress.ByLink(
                pending.id(), new LinkSigner.Claim(pending.generation(), pending.service(), pending.operation()));
    }

    private void failed(Callback pending, String reason) {
        if (failures.size() >= MOST) {
            failures.clear();
        }
        if (failures.merge(pending.id(), 1, Integer::sum) == 1) {
            LOG.warnf("%s: its status page shows nothing: %s", pending.id(), reason);
        }
    }
}
