package io.taskgate.standin.realm;

import io.taskgate.standin.Timers;
import io.taskgate.standin.eventbridge.delivery.DeliveryFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/// An account in a region. Calls, executions and deliveries are bound to their realm; without a binding, the
/// realm is [#HOME].
public record Realm(String account, String region) {

    /// The realm of clients that sign with the key of no account, or not at all.
    public static final Realm HOME = new Realm("000000000000", "us-east-1");

    private static final ScopedValue<Realm> CURRENT = ScopedValue.newInstance();
    private static final int REGION = 3;
    private static final int ACCOUNT = 4;

    public static Realm current() {
        return CURRENT.orElse(HOME);
    }

    /// @throws IllegalArgumentException if the text is not an ARN
    public static Realm of(String arn) {
        String[] parts = arn.split(":", 6);
        if (parts.length < 6) {
            throw new IllegalArgumentException("not an ARN: " + arn);
        }
        return new Realm(parts[ACCOUNT], parts[REGION]);
    }

    /// Runs an action bound to this realm.
    public void run(Runnable action) {
        ScopedValue.where(CURRENT, this).run(action);
    }

    /// Calls a function bound to this realm.
    public <T> T call(Supplier<T> function) {
        return ScopedValue.where(CURRENT, this).call(function::get);
    }

    /// A delivery that can fail.
    interface Delivery {
        void run() throws DeliveryFailure;
    }

    /// Runs a delivery bound to this realm.
    void forward(Delivery delivery) throws DeliveryFailure {
        ScopedValue.where(CURRENT, this).<Boolean, DeliveryFailure>call(() -> {
            delivery.run();
            return true;
        });
    }

    /// Returns an action that is bound to the current realm on any thread.
    public static Runnable bound(Runnable action) {
        Realm realm = current();
        return () -> realm.run(action);
    }

    /// Returns a clock whose alarms are bound to the realm that sets them.
    public static Timers bound(Timers timers) {
        return new Timers() {
            @Override
            public Instant now() {
                return timers.now();
            }

            @Override
            public Alarm after(Duration delay, Runnable task) {
                return timers.after(delay, bound(task));
            }
        };
    }
}
