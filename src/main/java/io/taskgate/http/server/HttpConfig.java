package io.taskgate.http.server;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.taskgate.route.config.ConfigurationProblems;
import java.time.Duration;
import java.util.Optional;

/// The HTTP API.
@ConfigMapping(prefix = "taskgate.http")
public interface HttpConfig {

    /// The largest body that is taken; a larger one is refused before it is parsed.
    @WithDefault("1MiB")
    String maxBodySize();

    /// The largest payload that `POST /v1/payloads` takes. It is streamed: what bounds it is the room to spool
    /// it.
    @WithDefault("512MiB")
    String maxPayloadSize();

    /// The most that `POST /v1/payloads/read` gives: it is held in memory.
    @WithDefault("6MiB")
    String maxReadSize();

    /// Requests in work at once; one more is answered 429.
    @WithDefault("512")
    int maxRequests();

    /// Bytes of bodies in work at once; a request with more is answered 429. What is made of a body takes
    /// several times
    /// its size. A sixth of the heap where not set.
    Optional<String> maxBodyMemory();

    /// Uploads to `POST /v1/payloads` at once, of the requests in work: each may take [#maxPayloadSize()] of the
    /// spool.
    @WithDefault("64")
    int maxUploads();

    /// How long the head of the first request of a connection may take, from the connection's start. The
    /// connection is
    /// closed then.
    @WithDefault("5s")
    Duration headTimeout();

    /// How long a body may take to arrive whole, from the end of the request's head; 408 then.
    @WithDefault("10s")
    Duration bodyTimeout();

    /// The same for `POST /v1/payloads`.
    @WithDefault("30s")
    Duration uploadTimeout();

    /// Adds a line for each value that is out of range.
    default void check(ConfigurationProblems problems) {
        check("head-timeout", headTimeout(), problems);
        check("body-timeout", bodyTimeout(), problems);
        check("upload-timeout", uploadTimeout(), problems);
    }

    private static void check(String key, Duration value, ConfigurationProblems problems) {
        if (value.toMillis() < 1 || value.compareTo(Duration.ofHours(1)) > 0) {
            problems.add("taskgate.http." + key, "\"" + value + "\" is out of range: use 1 ms to 1 h, as in 10s");
        }
    }
}
