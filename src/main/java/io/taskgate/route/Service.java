package io.taskgate.route;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// A service that is called.
///
/// @param url  where it is, without a slash at its end
/// @param auth how a call proves itself
/// @param tls  the name of a TLS configuration (`quarkus.tls.<name>.*`): a client certificate, the authorities that
///             are trusted; null for the platform's
public record Service(
        String name, URI url, ServiceAuth auth, @Nullable String tls) {}
