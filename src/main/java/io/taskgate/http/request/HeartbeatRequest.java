package io.taskgate.http.request;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// The body of a heartbeat.
///
/// @param progress any JSON that describes the progress; stored and shown to operators
public record HeartbeatRequest(@Nullable JsonNode progress) {}
