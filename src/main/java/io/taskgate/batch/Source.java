package io.taskgate.batch;

/// Where items are said to be.
public sealed interface Source {

    /// In the request itself: a JSON array in UTF-8. The array belongs to the record.
    @SuppressWarnings("ArrayRecordComponent")
    record Inline(byte[] array) implements Source {}

    /// An object in S3.
    record Stored(String bucket, String key, Format format) implements Source {}

    /// A table of DynamoDB.
    record Table(TableSource table) implements Source {}
}
