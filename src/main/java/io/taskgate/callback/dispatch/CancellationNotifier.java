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

/// Tells the worker that nobody waits any more: by the route's `cancel` call, or by an event `Task
/// Cancelled`. Tried
/// a few times and not kept: a worker that does not hear of it learns it from its next heartbeat. Safe for many
/// threads.
final class CancellationNotifier {

    private static final Logger LOG = Logger.getLogger(CancellationNotifier.class);
    private static final int TRIES = 4;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    /// Calls at once: more than these would only wait for a service that does not answer.
    private static final int AT_ONCE = 64;

    private final RouteRegistry routes;
    private final EventBus bus;
    private final ServiceClient services;
    private final Sleeper pauses;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    CancellationNotifier(RouteRegistry routes, EventBus bus, ServiceClient services, Sleeper pauses) {
        this.routes = routes;
        this.bus = bus;
        this.services = services;
        this.pauses = pauses;
    }

    /// Waits for the bus's first answer, and for no service.
    void tell(Callback gone, String reason) {
        Route route = routes.find(gone.service(), gone.operation()).orElse(null);
        if (route == null) {
            return;
        }
        WorkRequestTemplate cancel = route.ways().cancel();
        if (cancel != null) {
            cancel.about(gone.id().value(), gone.correlationKey(), gone.requestId())
                    .ifPresentOrElse(
                            call -> inBackground(gone, 1, () -> call(call, gone, reason)),
                            () -> LOG.warnf(
                                    "%s: not called off: it has no correlation key that fits into its URL", gone.id()));
        } else if (route.target() instanceof Target.Event event) {
            Target.Event to = new Target.Event(event.bus(), "Task Cancelled");
            switch (bus.publish(to, detail(gone, reason))) {
                case DispatchResult.Taken taken -> {}
                case DispatchResult.Never never -> LOG.warnf("%s: not called off: %s", gone.id(), never.reason());
                case DispatchResult.NotNow notNow -> inBackground(gone, 2, () -> bus.publish(to, detail(gone, reason)));
                case DispatchResult.FailedEntry failed ->
                    inBackground(gone, 2, () -> bus.publish(to, detail(gone, reason)));
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

    private interface Try {
        DispatchResult send();
    }

    private void inBackground(Callback gone, int tries, Try send) {
        if (!places.tryAcquire()) {
            LOG.warnf("%s: not called off: too many calls are under way", gone.id());
            return;
        }
        threads.execute(() -> {
            try {
                again(gone, tries, send);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                places.release();
            }
        });
    }

    private void again(Callback gone, int first, Try send) throws InterruptedException {
        for (int tries = first; tries <= TRIES; tries++) {
            if (tries > 1) {
                pauses.pause(FIRST_PAUSE.multipliedBy(1L << (tries - 2)));
            }
            switch (send.send()) {
                case DispatchResult.Taken taken -> {
                    LOG.infof("%s: the worker is told that the task is gone", gone.id());
                    return;
                }
                case DispatchResult.Never never -> {
                    LOG.warnf("%s: not called off: %s", gone.id(), never.reason());
                    return;
                }
                case DispatchResult.NotNow notNow -> LOG.debugf("%s: %s", gone.id(), notNow.reason());
                case DispatchResult.FailedEntry failed -> LOG.debugf("%s: %s", gone.id(), failed.reason());
            }
        }
        LOG.warnf("%s: not called off: nobody took it in %d tries", gone.id(), TRIES);
    }
}
