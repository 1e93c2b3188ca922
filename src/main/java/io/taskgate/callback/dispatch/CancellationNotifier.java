package io.taskgate.callback.dispatch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.callback.model.Callback;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.Target;
import io.taskgate.route.WorkRequestTemplate;
import io.taskgate.runtime.Sleeper;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/// Notifies the worker of a task that is closed: by the route's `cancel` call, or by an event `Task Cancelled`.
/// A notification is tried a few times and not stored: a worker that misses it learns of the closed task from
/// its next heartbeat. Thread-safe.
final class CancellationNotifier {

    private static final Logger LOG = Logger.getLogger(CancellationNotifier.class);
    private static final int MAX_ATTEMPTS = 4;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    /// The largest number of concurrent notifications: more would only wait for a service that does not
    /// respond.
    private static final int MAX_CONCURRENT = 64;

    private final RouteRegistry routes;
    private final EventBus bus;
    private final ServiceClient services;
    private final Sleeper sleeper;
    private final Semaphore permits = new Semaphore(MAX_CONCURRENT);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    CancellationNotifier(RouteRegistry routes, EventBus bus, ServiceClient services, Sleeper sleeper) {
        this.routes = routes;
        this.bus = bus;
        this.services = services;
        this.sleeper = sleeper;
    }

    /// Sends the notification. Waits for the first attempt on the bus, and for no service.
    void notifyCancelled(Callback gone, String reason) {
        Route route = routes.find(gone.service(), gone.operation()).orElse(null);
        if (route == null) {
            return;
        }
        WorkRequestTemplate cancel = route.ways().cancel();
        if (cancel != null) {
            cancel.resolve(gone.id().value(), gone.correlationKey(), gone.requestId())
                    .ifPresentOrElse(
                            call -> sendInBackground(gone, 1, () -> call(call, gone, reason)),
                            () -> LOG.warnf(
                                    "Cancellation could not be sent, no correlation key fits into its URL: callbackId=%s",
                                    gone.id()));
        } else if (route.target() instanceof Target.Event event) {
            Target.Event to = new Target.Event(event.bus(), "Task Cancelled");
            switch (bus.publish(to, detail(gone, reason))) {
                case DispatchResult.Accepted taken -> {}
                case DispatchResult.Permanent never ->
                    LOG.warnf("Cancellation was rejected: callbackId=%s reason=%s", gone.id(), never.reason());
                case DispatchResult.Retryable notNow ->
                    sendInBackground(gone, 2, () -> bus.publish(to, detail(gone, reason)));
                case DispatchResult.EntryFailed failed ->
                    sendInBackground(gone, 2, () -> bus.publish(to, detail(gone, reason)));
            }
        }
    }

    private DispatchResult call(Target.Http call, Callback gone, String reason) {
        return services.send(call, gone.requestId() + ".cancelled", detail(gone, reason));
    }

    private static ObjectNode detail(Callback gone, String reason) {
        ObjectNode detail = JsonNodeFactory.instance.objectNode();
        detail.put("requestId", gone.requestId()).put("callbackId", gone.id().value());
        detail.put("service", gone.service()).put("operation", gone.operation());
        return detail.put("correlationKey", gone.correlationKey()).put("reason", reason);
    }

    private interface Attempt {
        DispatchResult send();
    }

    private void sendInBackground(Callback gone, int tries, Attempt send) {
        if (!permits.tryAcquire()) {
            LOG.warnf("Cancellation was not sent, too many are in flight: callbackId=%s", gone.id());
            return;
        }
        threads.execute(() -> {
            try {
                sendWithRetries(gone, tries, send);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                permits.release();
            }
        });
    }

    private void sendWithRetries(Callback gone, int first, Attempt send) throws InterruptedException {
        for (int tries = first; tries <= MAX_ATTEMPTS; tries++) {
            if (tries > 1) {
                sleeper.sleep(FIRST_PAUSE.multipliedBy(1L << (tries - 2)));
            }
            switch (send.send()) {
                case DispatchResult.Accepted taken -> {
                    LOG.infof("Worker was notified of the closed task: callbackId=%s", gone.id());
                    return;
                }
                case DispatchResult.Permanent never -> {
                    LOG.warnf("Cancellation was rejected: callbackId=%s reason=%s", gone.id(), never.reason());
                    return;
                }
                case DispatchResult.Retryable notNow ->
                    LOG.debugf("Cancellation failed: callbackId=%s reason=%s", gone.id(), notNow.reason());
                case DispatchResult.EntryFailed failed ->
                    LOG.debugf("Cancellation failed: callbackId=%s reason=%s", gone.id(), failed.reason());
            }
        }
        LOG.warnf("Cancellation could not be delivered: callbackId=%s attempts=%d", gone.id(), MAX_ATTEMPTS);
    }
}
