package io.taskgate.http;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// A heartbeat as a worker writes it.
///
/// @param progress anything that says how far the work is; kept and shown to operators
record HeartbeatForm(@Nullable JsonNode progress) {}
