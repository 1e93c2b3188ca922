package io.taskgate.callback.registration;

import io.taskgate.callback.model.Callback;
import io.taskgate.payload.boundary.BoundaryResult;

/// What a registration came to.
public sealed interface RegistrationResult {

    /// It is kept: by this call, or by an earlier one with the same token.
    record Accepted(Callback callback, Kind kind) implements RegistrationResult {}

    /// How the token of an accepted registration came to its record.
    enum Kind {
        /// The first token of the record, which may have had an early answer before.
        FIRST,
        /// The record had this token already; nothing was written.
        REPEATED,
        /// In the place of an earlier token.
        TAKE_OVER
    }

    /// A newer token for the same work is here already; this one will not be answered.
    record Superseded(Callback standing) implements RegistrationResult {}

    /// The record under this key belongs to another principal or state machine; nothing was written. Carries
    /// nothing of the record: it is not the caller's.
    record NotOwner() implements RegistrationResult {}

    /// The configuration has no such route, or one that takes no callbacks.
    record NoRoute() implements RegistrationResult {}

    /// The request can't be shaped; nothing was written.
    record Unshapeable(BoundaryResult.Unshapeable reason) implements RegistrationResult {}

    /// The request is over its budget and may not be checked in; nothing was written.
    record OverBudget(BoundaryResult.Refused sizes) implements RegistrationResult {}

    /// This process can't take it in now; nothing was written. The same registration goes well later, or at
    /// another gateway.
    record NotNow(String reason) implements RegistrationResult {}

    /// The bus or the service did not take this request and said so; nothing is kept.
    ///
    /// @param again whether the same registration may go well another time
    record NotDispatched(String reason, boolean again) implements RegistrationResult {}
}
