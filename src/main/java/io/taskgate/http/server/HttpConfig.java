package io.taskgate.http.server;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.taskgate.route.config.ConfigurationProblems;
import java.time.Duration;
import java.util.Optional;

/// Settings of the HTTP API.
@ConfigMapping(prefix = "taskgate.http")
public interface HttpConfig {

    /// The maximum size of a body; a larger one is rejected before it is parsed.
    @WithDefault("1MiB")
    String maxBodySize();

    /// The maximum size of a payload for `POST /v1/payloads`. It is streamed to the spool.
    @WithDefault("512MiB")
    String maxPayloadSize();

    /// The maximum size of a result of `POST /v1/payloads/read`, which is held in memory.
    @WithDefault("6MiB")
    String maxReadSize();

    /// The maximum number of requests in flight; further requests are rejected with 429.
    @WithDefault("512")
    int maxRequests();

    /// The maximum total size of bodies in flight; further requests are rejected with 429. Processing a body
    /// takes several times its size. Default: a sixth of the heap.
    Optional<String> maxBodyMemory();

    /// The maximum number of concurrent uploads to `POST /v1/payloads`: each can use [#maxPayloadSize()] of the
    /// spool.
    @WithDefault("64")
    int maxUploads();

    /// The time limit for the head of the first request, from the start of the connection. The connection is
    /// then closed.
    @WithDefault("5s")
    Duration headTimeout();

    /// The time limit for a complete body, from the end of the head. The response is then 408.
    @WithDefault("10s")
    Duration bodyTimeout();

    /// The time limit for a complete body of `POST /v1/payloads`.
    @WithDefault("30s")
    Duration uploadTimeout();

    /// Adds one line for each value that is out of range.
    default void check(ConfigurationProblems problems) {
        check("head-timeout", headTimeout(), problems);
        check("body-timeout", bodyTimeout(), problems);
        check("upload-timeout", uploadTimeout(), problems);
    }

    private static void check(String key, Duration value, ConfigurationProblems problems) {
        if (value.toMillis() < 1 || value.compareTo(Duration.ofHours(1)) > 0) {
            problems.add("taskgate.http." + key, "Invalid value \"" + value + "\". Use 1 ms to 1 h, for example 10s.");
        }
    }
}
