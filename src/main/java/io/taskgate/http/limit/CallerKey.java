package io.taskgate.http.limit;

/// What a caller's requests are counted under.
///
/// @param id the digest of a credential, the id of a callback, or a source address
record CallerKey(Kind kind, String id) {

    enum Kind {
        CREDENTIAL,
        LINK,
        ADDRESS
    }
}
