package io.taskgate.standin.interpreter.map;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// S3 as a Map Run reads and writes it. Every method throws a [io.taskgate.standin.interpreter.StateFailure]
/// with S3's own error.
public interface ObjectStorage {

    String get(String bucket, String key);

    void put(String bucket, String key, String text);

    /// All objects, as an ItemReader hands them on: `Etag`, `Key`, `LastModified`, `Size`, `StorageClass`.
    List<JsonNode> list(String bucket, String prefix);
}
