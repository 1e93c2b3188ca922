package io.taskgate.batch.request;

import java.util.List;

/// A version of an object in S3 that is cut.
///
/// @param etag the ETag of S3: a range of another version is never read
/// @param bytes the size
/// @param header the names of a CSV's columns; empty for other formats, and until the header was read
public record SourceObject(String bucket, String key, String etag, long bytes, ItemFormat format, List<String> header) {

    public SourceObject withHeader(List<String> names) {
        return new SourceObject(bucket, key, etag, bytes, format, names);
    }
}
