package io.taskgate.batch.request;

/// The source of a batch's items.
public sealed interface ItemSource {

    /// Items in the request itself: a JSON array in UTF-8. The array belongs to the record.
    @SuppressWarnings("ArrayRecordComponent")
    record Inline(byte[] array) implements ItemSource {}

    /// An object in S3.
    record Stored(String bucket, String key, ItemFormat format) implements ItemSource {}

    /// A table of DynamoDB.
    record Table(TableSource table) implements ItemSource {}
}
