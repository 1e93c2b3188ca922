package io.taskgate.http.auth;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/// A link's signature that a caller presented.
final class LinkAuthenticationRequest extends BaseAuthenticationRequest {

    private final String subject;
    private final String signature;

    /// @param subject what the link is for: a callback's id, or a batch's id, a dot and the runner's index
    LinkAuthenticationRequest(String subject, String signature) {
        this.subject = subject;
        this.signature = signature;
    }

    String subject() {
        return subject;
    }

    String signature() {
        return signature;
    }
}
