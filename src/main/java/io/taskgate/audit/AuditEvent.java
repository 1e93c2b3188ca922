package io.taskgate.audit;

import org.jspecify.annotations.Nullable;

/// One action. No value may hold a task token, a key, a signature or a payload's value.
///
/// @param principal who, as in `key:orders`; `anonymous` for a caller that is not known
/// @param tenant    of the caller; null where it has none
/// @param subject   on what: a callback's id, a route, a reference, a path
/// @param reason    as the caller gave it; null where there is none
/// @param source    the address that the request came from; null for an event of the queue
/// @param result    what it came to, as in `DELIVERED`
public record AuditEvent(
        Action action,
        String principal,
        @Nullable String tenant,
        @Nullable String subject,
        @Nullable String reason,
        @Nullable String source,
        String result) {

    /// What was done.
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
