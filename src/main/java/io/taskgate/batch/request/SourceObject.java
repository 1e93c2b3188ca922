package io.taskgate.batch.request;

import java.util.List;

/// An object in S3 as it is cut: pinned to what it was.
///
/// @param etag   as S3 gave it; a range of another object is never read
/// @param bytes  its size
/// @param header the names of a CSV's columns; empty for other formats, and until the header was read
public record SourceObject(String bucket, String key, String etag, long bytes, ItemFormat format, List<String> header) {

    public SourceObject withHeader(List<String> names) {
        return new SourceObject(bucket, key, etag, bytes, format, names);
    }
}
