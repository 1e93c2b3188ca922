package io.taskgate.call.egress;

import java.util.List;
import java.util.Optional;

/// Settings of outgoing connections.
public interface EgressConfig {

    /// Ranges of addresses that every service may have beside public ones, as in `10.0.0.0/8`. Link-local
    /// addresses, with the metadata services of clouds, and multicast are never connected to.
    Optional<List<String>> allow();
}
