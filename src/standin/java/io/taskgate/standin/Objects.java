package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// S3 as a Map Run reads and writes it. Every method throws a [StateFailure] with S3's own error.
interface Objects {

    String get(String bucket, String key);

    void put(String bucket, String key, String text);

    /// All objects, as an ItemReader hands them on: `Etag`, `Key`, `LastModified`, `Size`, `StorageClass`.
    List<JsonNode> list(String bucket, String prefix);
}
