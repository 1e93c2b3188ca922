package io.taskgate.standin.interpreter.map;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// The S3 operations of a Map Run. Every method throws a [io.taskgate.standin.interpreter.StateFailure] with
/// S3's own error.
public interface ObjectStorage {

    String get(String bucket, String key);

    void put(String bucket, String key, String text);

    /// Returns all objects in the format of an ItemReader: `Etag`, `Key`, `LastModified`, `Size`,
    /// `StorageClass`.
    List<JsonNode> list(String bucket, String prefix);
}
