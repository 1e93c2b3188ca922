package io.taskgate.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who may call.
@ConfigMapping(prefix = "taskgate.access")
public interface AccessSettings {

    /// API keys by a name of your choice.
    Map<String, Key> keys();

    /// Lets every caller do everything. Starts on a loopback address only.
    @WithDefault("false")
    boolean open();

    /// One API key and its grant.
    interface Key {
        /// The key itself, 32 characters or more, or `sha256:` and the lower-case hex SHA-256 of it. Required.
        Optional<String> secret();

        /// Some of `workflow`, `worker`, `operator`. Required.
        Optional<List<String>> roles();

        /// Services by name; `*` for all.
        @WithDefault("*")
        List<String> services();

        /// Operations by name or as service.operation; `*` for all.
        @WithDefault("*")
        List<String> operations();

        /// State machines by name; `*` for all, and for registrations that give no executionArn.
        @WithDefault("*")
        List<String> stateMachines();
    }
}
