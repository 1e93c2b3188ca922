package io.taskgate.route;

import org.jspecify.annotations.Nullable;

/// The ways in which an answer may come from a service that knows nothing of taskgate. Any of them may be null.
///
/// @param match   which events of others answer
/// @param webhook how a provider's calls are told to be genuine; with it, `match` reads those calls only
public record Ways(@Nullable Match match, @Nullable Webhook webhook) {

    /// Callbacks only.
    public static final Ways NONE = new Ways(null, null);
}
