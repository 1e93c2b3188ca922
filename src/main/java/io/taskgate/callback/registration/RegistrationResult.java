package io.taskgate.callback.registration;

import io.taskgate.callback.model.Callback;
import io.taskgate.payload.boundary.BoundaryResult;

/// The result of a registration.
public sealed interface RegistrationResult {

    /// The token is registered: by this call, or by an earlier one with the same token.
    record Accepted(Callback callback, Kind kind) implements RegistrationResult {}

    /// The way in which the token of an accepted registration was recorded.
    enum Kind {
        /// The first token of the record, which may have had an early answer before.
        FIRST,
        /// The record had this token already; nothing was written.
        REPEATED,
        /// In the place of an earlier token.
        TAKE_OVER
    }

    /// A newer token for the same work is registered already; this one will not be answered.
    record Superseded(Callback current) implements RegistrationResult {}

    /// The record of this key belongs to another principal or state machine; nothing was written. Holds nothing
    /// of the record, which is not the caller's.
    record NotOwner() implements RegistrationResult {}

    /// The route does not exist, or accepts no callbacks.
    record NoRoute() implements RegistrationResult {}

    /// The request can't be shaped; nothing was written.
    record Unshapeable(BoundaryResult.Unshapeable reason) implements RegistrationResult {}

    /// The request is over its budget and may not be checked in; nothing was written.
    record OverBudget(BoundaryResult.Refused sizes) implements RegistrationResult {}

    /// This process can't register now; nothing was written. Retry later, or at another gateway.
    record NotNow(String reason) implements RegistrationResult {}

    /// The event bus or the service refused the request; nothing is stored.
    ///
    /// @param again whether a retry of the same registration may succeed
    record NotDispatched(String reason, boolean again) implements RegistrationResult {}
}
