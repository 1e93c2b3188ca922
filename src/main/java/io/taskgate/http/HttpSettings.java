package io.taskgate.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// The HTTP API.
@ConfigMapping(prefix = "taskgate.http")
public interface HttpSettings {

    /// The largest body that is taken; a larger one is refused before it is parsed.
    @WithDefault("1MiB")
    String maxBody();
}
