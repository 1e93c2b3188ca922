package io.taskgate.callback.operator;

import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.RegisteredTask;
import java.time.Duration;
import java.time.Instant;

/// A condition of an open callback that an operator should look at.
public enum CallbackCondition {
    /// Its request could not be sent, or its outcome could not be reported, for a minute.
    STUCK {
        @Override
        public boolean holds(Callback callback, Instant now) {
            boolean isOld = callback.changedAt().isBefore(now.minus(PATIENCE));
            return switch (callback.state()) {
                case PENDING -> isOld && callback.dispatch() == Callback.Dispatch.NEEDED;
                case SETTLING -> isOld;
                case EARLY, AMBIGUOUS, DELIVERED, CLOSED, REJECTED, EXPIRED, CANCELLED -> false;
            };
        }
    },
    /// Less than a third of its heartbeat interval is left since its worker's last sign of life.
    SILENT {
        @Override
        public boolean holds(Callback callback, Instant now) {
            RegisteredTask task = callback.task();
            Instant deadline = callback.heartbeatState().deadline();
            return switch (callback.state()) {
                case PENDING ->
                    task != null
                            && task.heartbeat() != null
                            && deadline != null
                            && now.isAfter(deadline.minus(task.heartbeat().dividedBy(3)));
                case EARLY, SETTLING, AMBIGUOUS, DELIVERED, CLOSED, REJECTED, EXPIRED, CANCELLED -> false;
            };
        }
    };

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    public abstract boolean holds(Callback callback, Instant now);
}
