package io.taskgate.standin.eventbridge.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.Timers;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.eventbridge.EventRule;
import io.taskgate.standin.fault.CallLog;
import io.taskgate.standin.fault.DeliveryFault;
import io.taskgate.standin.fault.Fault;
import io.taskgate.standin.fault.Faults;
import io.taskgate.standin.fault.OperationName;
import io.taskgate.standin.realm.Realm;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/// Delivers events to targets with the retry policy of each target, and then to its dead-letter queue.
/// Waiting for a retry uses a timer, not a thread.
public final class EventDeliveries implements AutoCloseable {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    /// 185 attempts fill a day.
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(8);

    private final Timers timers;
    private final CallLog truth;
    private final Faults faults;
    private final DeliveryTargets targets;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public EventDeliveries(Timers timers, CallLog truth, Faults faults, DeliveryTargets targets) {
        this.timers = timers;
        this.truth = truth;
        this.faults = faults;
        this.targets = targets;
    }

    /// An event on its way to one target.
    ///
    /// @param retries the number of retries so far
    record Delivery(EventRule rule, RuleTarget target, RoutedEvent routed, int retries) {

        Delivery again() {
            return new Delivery(rule, target, routed, retries + 1);
        }

        ObjectNode event() {
            return routed.json();
        }

        Instant ingested() {
            return routed.ingested();
        }
    }

    /// A target that is an event bus gets no event that another bus sent.
    public void start(EventRule rule, RoutedEvent event) {
        rule.targets().values().stream()
                .filter(target -> target.kind() != RuleTarget.Kind.BUS || !event.forwarded())
                .forEach(target -> submit(new Delivery(rule, target, event, 0)));
    }

    /// Delivers on a thread of its own, for subscribers in this JVM.
    public void run(Runnable delivery) {
        threads.execute(Realm.bound(delivery));
    }

    private void submit(Delivery delivery) {
        threads.execute(Realm.bound(() -> attempt(delivery)));
    }

    private void attempt(Delivery delivery) {
        Optional<Faults.Struck> struck = faults.next(OperationName.DELIVERY);
        Duration late = struck.map(Faults.Struck::delay).orElse(Duration.ZERO);
        if (late.isZero()) {
            attempt(delivery, struck);
        } else {
            timers.after(late, () -> threads.execute(Realm.bound(() -> attempt(delivery, struck))));
        }
    }

    private void attempt(Delivery delivery, Optional<Faults.Struck> struck) {
        try {
            if (struck.isPresent()) {
                DeliveryFault.before(struck.get());
            }
            deliver(delivery, struck);
            if (struck.isPresent()) {
                if (struck.get().kind() == Fault.Kind.DUPLICATE) {
                    deliver(delivery, struck);
                }
                DeliveryFault.after(struck.get());
            }
        } catch (DeliveryFailure failure) {
            failed(delivery, failure);
        }
    }

    private void deliver(Delivery delivery, Optional<Faults.Struck> struck) throws DeliveryFailure {
        RuleTarget target = delivery.target();
        String body = target.input()
                .text(delivery.rule(), delivery.event(), delivery.ingested().toString());
        targets.deliver(target, delivery.routed(), body);
        ObjectNode line = line("Delivery", delivery);
        struck.ifPresent(fault -> line.put("fault", fault.kind().written()));
        truth.add(line);
    }

    private void failed(Delivery delivery, DeliveryFailure failure) {
        RuleTarget target = delivery.target();
        if (!failure.passes()) {
            giveUp(delivery, failure, Optional.empty());
            return;
        }
        if (delivery.retries() >= target.retries()) {
            giveUp(delivery, failure, Optional.of("MaximumRetryAttempts"));
            return;
        }
        Duration left = Duration.between(timers.now(), delivery.ingested().plus(target.longest()));
        if (!left.isPositive()) {
            giveUp(delivery, failure, Optional.of("MaximumEventAgeInSeconds"));
            return;
        }
        Duration pause = pause(delivery.retries());
        timers.after(pause.compareTo(left) < 0 ? pause : left, () -> submit(delivery.again()));
        truth.add(line("DeliveryFailed", delivery).put("errorCode", failure.code()));
    }

    /// Doubles each time, with jitter between half and all of it.
    private static Duration pause(int retries) {
        long longest = Math.min(FIRST_PAUSE.toMillis() << Math.min(retries, 20), LONGEST_PAUSE.toMillis());
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
    }

    private void giveUp(Delivery delivery, DeliveryFailure failure, Optional<String> exhausted) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("RULE_ARN", delivery.rule().arn());
        attributes.put("TARGET_ARN", delivery.target().arn());
        attributes.put("ERROR_CODE", failure.code());
        attributes.put("ERROR_MESSAGE", failure.text());
        attributes.put("RETRY_ATTEMPTS", String.valueOf(delivery.retries()));
        exhausted.ifPresent(condition -> attributes.put("EXHAUSTED_RETRY_CONDITION", condition));
        Optional<String> queue = delivery.target().deadLetters();
        boolean kept = queue.isPresent()
                && targets.deadLetter(queue.get(), delivery.event().toString(), attributes);
        ObjectNode line = line(kept ? "DeliveryDeadLettered" : "DeliveryDropped", delivery)
                .put("errorCode", failure.code())
                .put("errorMessage", failure.text());
        exhausted.ifPresent(condition -> line.put("exhausted", condition));
        truth.add(line);
    }

    private ObjectNode line(String applied, Delivery delivery) {
        return StatesJson.object()
                .put("at", timers.now().toString())
                .put("applied", applied)
                .put("eventId", delivery.event().path("id").asText())
                .put("rule", delivery.rule().arn())
                .put("target", delivery.target().arn())
                .put("retries", delivery.retries());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
