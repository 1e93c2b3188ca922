package io.taskgate.http.auth;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/// Authentication request with a link signature.
final class LinkAuthenticationRequest extends BaseAuthenticationRequest {

    private final String subject;
    private final String signature;

    /// @param subject of the link: a callback ID, or a batch ID, a dot and the runner index
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
