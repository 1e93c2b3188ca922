package io.taskgate.route;

import org.jspecify.annotations.Nullable;

/// How a route's work is followed besides by callbacks: the ways in which an answer may come from a service
/// that knows
/// nothing of taskgate, and how it hears that nobody waits any more. Any of them may be null.
///
/// @param match   which events of others answer
/// @param webhook how a provider's calls are told to be genuine; with it, `match` reads those calls only
/// @param probe   how the service is asked
/// @param cancel  what is called when the task is gone; null for an event `Task Cancelled`, of routes that go
/// by event
public record WorkTracking(
        @Nullable EventCorrelation match,
        @Nullable Webhook webhook,
        @Nullable StatusProbe probe,
        @Nullable WorkRequestTemplate cancel) {

    /// Whether an answer may come in this way: any where there is no webhook, otherwise those that the route
    /// names.
    public boolean isAnsweredBy(AnswerChannel way) {
        return webhook == null || webhook.alsoAnsweredBy().contains(way);
    }

    /// Callbacks only.
    public static final WorkTracking NONE = new WorkTracking(null, null, null, null);
}
