package io.taskgate.batch.request;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rows of a DynamoDB table, read page by page: a query where there is a key condition, otherwise a scan.
///
/// @param index      a secondary index; null for the table itself
/// @param condition  the key condition, as DynamoDB writes it; null for a scan
/// @param names      what stands for names in the expressions (`#name`)
/// @param values     what stands for values in them (`:value`), as texts, numbers, and bytes as a map of `B` to
/// base64
/// @param projection which attributes are read; null for all
/// @param segments   how many parts a scan is read in side by side, 1 for a query
public record TableSource(
        String table,
        @Nullable String index,
        @Nullable String condition,
        Map<String, String> names,
        Map<String, Object> values,
        @Nullable String projection,
        int segments) {}
