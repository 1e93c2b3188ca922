package io.taskgate.batch.request;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rows of a DynamoDB table, read page by page: a query with a key condition, otherwise a scan.
///
/// @param index a secondary index; null for the table itself
/// @param condition the key condition in DynamoDB's syntax; null for a scan
/// @param names the expression attribute names (`#name`)
/// @param values the expression attribute values (`:value`), as texts, numbers, and bytes as a map of `B` to
///     base64
/// @param projection the attributes to read; null for all
/// @param segments the number of parallel segments of a scan, 1 for a query
public record TableSource(
        String table,
        @Nullable String index,
        @Nullable String condition,
        Map<String, String> names,
        Map<String, Object> values,
        @Nullable String projection,
        int segments) {}
