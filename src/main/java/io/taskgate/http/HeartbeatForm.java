package io.taskgate.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/// A heartbeat as a worker writes it.
///
/// @param progress anything that says how far the work is; kept and shown to operators
@RegisterForReflection
record HeartbeatForm(@Nullable JsonNode progress) {}
