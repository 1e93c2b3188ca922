package io.taskgate.call.egress;

import java.io.IOException;

/// Thrown if a host has an address that calls must not connect to. The message contains no address, because
/// callers of the gateway see it.
public final class ForbiddenAddressException extends IOException {
    private static final long serialVersionUID = 1L;

    ForbiddenAddressException(String message) {
        super(message);
    }
}
