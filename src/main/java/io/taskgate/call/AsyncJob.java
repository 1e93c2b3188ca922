package io.taskgate.call;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// A job that a service continues after its 202 response.
///
/// @param id     the job ID of the service: the correlation key of its answer, 1 to 256 characters
/// @param status the status URL of the job; null if the service only answers
public record AsyncJob(String id, @Nullable URI status) {}
