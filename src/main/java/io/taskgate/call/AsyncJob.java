package io.taskgate.call;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// The work of a call that turned out long.
///
/// @param id     what the service calls it: the correlation key of its answer, 1 to 256 characters
/// @param status where the service tells of it; null where it only answers
public record AsyncJob(String id, @Nullable URI status) {}
