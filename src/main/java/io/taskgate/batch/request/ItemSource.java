package io.taskgate.batch.request;

/// Where items are said to be.
public sealed interface ItemSource {

    /// In the request itself: a JSON array in UTF-8. The array belongs to the record.
    @SuppressWarnings("ArrayRecordComponent")
    record Inline(byte[] array) implements ItemSource {}

    /// An object in S3.
    record Stored(String bucket, String key, ItemFormat format) implements ItemSource {}

    /// A table of DynamoDB.
    record Table(TableSource table) implements ItemSource {}
}
