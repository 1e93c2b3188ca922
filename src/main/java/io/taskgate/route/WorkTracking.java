package io.taskgate.route;

import org.jspecify.annotations.Nullable;

/// The channels of a route in addition to callbacks: how a service that is not aware of taskgate can answer,
/// and how it learns that a task is closed. Any of them can be null.
///
/// @param match   selects the external events that answer
/// @param webhook authenticates the webhook of a provider; with it, `match` reads webhook calls only
/// @param probe   polls the service
/// @param cancel  is called when the task is closed; null for an event `Task Cancelled`, of routes that use
/// events
public record WorkTracking(
        @Nullable EventCorrelation match,
        @Nullable Webhook webhook,
        @Nullable StatusProbe probe,
        @Nullable WorkRequestTemplate cancel) {

    /// Returns whether this channel is allowed: every channel without a webhook, otherwise those that the
    /// webhook allows.
    public boolean allows(AnswerChannel way) {
        return webhook == null || webhook.alsoAnsweredBy().contains(way);
    }

    /// Callbacks only.
    public static final WorkTracking NONE = new WorkTracking(null, null, null, null);
}
