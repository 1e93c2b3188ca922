package io.taskgate.http.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/// A heartbeat as a worker writes it.
///
/// @param progress anything that says how far the work is; kept and shown to operators
@RegisterForReflection
public record HeartbeatRequest(@Nullable JsonNode progress) {}
