package io.taskgate.call.egress;

import java.io.IOException;

/// A host has an address that calls may not connect to. The message is for people and names no address: callers
/// of the
/// gateway see it.
public final class ForbiddenAddressException extends IOException {
    private static final long serialVersionUID = 1L;

    ForbiddenAddressException(String message) {
        super(message);
    }
}
