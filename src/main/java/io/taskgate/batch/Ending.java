package io.taskgate.batch;

import io.taskgate.payload.Reference;
import org.jspecify.annotations.Nullable;

/// How a batch ended.
///
/// @param error       an ASL error name; null for success
/// @param cause       the same for people
/// @param batches     runners in all
/// @param failed      of these, how many failed
/// @param items       in all
/// @param failedItems those of failed runners
/// @param results     the gathered results; null where nothing was gathered
/// @param manifest    JSON Lines, a line for each runner; null where nothing was gathered
public record Ending(
        @Nullable String error,
        @Nullable String cause,
        long batches,
        long failed,
        long items,
        long failedItems,
        @Nullable Reference results,
        @Nullable Reference manifest) {}
