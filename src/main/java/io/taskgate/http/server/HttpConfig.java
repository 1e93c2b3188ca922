package io.taskgate.http.server;

import io.smallrye.config.WithDefault;
import io.taskgate.payload.ByteSize;
import io.taskgate.settings.ValueRange;
import java.time.Duration;
import java.util.Optional;

/// Settings of the HTTP API.
public interface HttpConfig {

    /// The maximum size of a body; a larger one is rejected before it is parsed.
    @WithDefault("1MiB")
    ByteSize maxBodySize();

    /// The maximum size of a payload for `POST /v1/payloads`. It is streamed to the spool.
    @WithDefault("512MiB")
    ByteSize maxPayloadSize();

    /// The maximum size of a result of `POST /v1/payloads/read`, which is held in memory.
    @WithDefault("6MiB")
    ByteSize maxReadSize();

    /// The maximum number of requests in flight; further requests are rejected with 429.
    @WithDefault("512")
    @ValueRange(min = "1", max = "999999")
    int maxRequests();

    /// The maximum total size of bodies in flight; further requests are rejected with 429. Processing a body
    /// takes several times its size. Default: a sixth of the heap.
    Optional<ByteSize> maxBodyMemory();

    /// The maximum number of concurrent uploads to `POST /v1/payloads`: each can use [#maxPayloadSize()] of the
    /// spool.
    @WithDefault("64")
    @ValueRange(min = "1", max = "999999")
    int maxUploads();

    /// The time limit for the head of the first request, from the start of the connection. The connection is
    /// then closed.
    @WithDefault("5s")
    @ValueRange(min = "1ms", max = "1h")
    Duration headTimeout();

    /// The time limit for a complete body, from the end of the head. The response is then 408.
    @WithDefault("10s")
    @ValueRange(min = "1ms", max = "1h")
    Duration bodyTimeout();

    /// The time limit for a complete body of `POST /v1/payloads`.
    @WithDefault("30s")
    @ValueRange(min = "1ms", max = "1h")
    Duration uploadTimeout();
}
