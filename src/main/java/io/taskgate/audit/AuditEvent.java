package io.taskgate.audit;

import org.jspecify.annotations.Nullable;

/// An audited action. No value may contain a task token, a key, a signature or the value of a payload.
///
/// @param principal for example `key:orders`; `anonymous` for an unknown caller
/// @param tenant    of the caller; null for none
/// @param subject   a callback ID, a route, a reference, a path
/// @param reason    as given by the caller; null for none
/// @param source    the address of the client; null for an event from the queue
/// @param result    for example `DELIVERED`
public record AuditEvent(
        Action action,
        String principal,
        @Nullable String tenant,
        @Nullable String subject,
        @Nullable String reason,
        @Nullable String source,
        String result) {

    /// The audited actions.
    public enum Action {
        REGISTER,
        TAKE_OVER,
        SETTLE,
        CANCEL,
        REDRIVE,
        REVOKE_LINKS,
        TRANSFER,
        PAYLOAD_READ,
        START_BATCH,
        RESUME_BATCH,
        CONTINUE_EXECUTION,
        CALL,
        DENIED,
        KEY_USED,
        EXPIRED_KEY,
        RELOAD
    }
}
