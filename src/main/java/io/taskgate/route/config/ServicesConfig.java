package io.taskgate.route.config;

import jakarta.validation.constraints.Pattern;
import java.util.Map;

/// The services of a document that is loaded while the gateway runs. At start they are part of the whole
/// configuration.
public interface ServicesConfig {

    String PREFIX = "taskgate";

    /// No name of a service of the user: the gateway itself has it.
    String NOT_RESERVED = "(?!taskgate$).*";

    String RESERVED = "This name is reserved for the gateway. Rename the service.";

    /// The services by name.
    Map<@RouteName @Pattern(regexp = NOT_RESERVED, message = RESERVED) String, ServiceConfig> services();
}
