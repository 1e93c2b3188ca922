package io.taskgate.http.limit;

/// Identifies a caller for its limits.
///
/// @param id the digest of a credential, the ID of a callback, or a source address
record CallerKey(Kind kind, String id) {

    enum Kind {
        CREDENTIAL,
        LINK,
        ADDRESS
    }
}
