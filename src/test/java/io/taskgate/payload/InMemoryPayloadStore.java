package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A content-addressed store in memory that can be told to be unavailable. Safe for many threads.
public final class InMemoryPayloadStore implements PayloadStore {

    private static final String BUCKET = "payloads";

    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private volatile boolean available = true;

    public void available(boolean is) {
        available = is;
    }

    /// How many different payloads it holds.
    public int size() {
        return objects.size();
    }

    /// As a lifecycle rule or a person would.
    public void lose(Reference reference) {
        objects.remove(reference.key());
    }

    @Override
    public Reference checkIn(byte[] content, String contentType, JsonNode summary) {
        check();
        String sha256 = CanonicalJson.sha256(content);
        String key = "sha256/" + sha256;
        objects.putIfAbsent(key, content.clone());
        return new Reference(BUCKET, key, content.length, sha256, contentType, summary);
    }

    @Override
    public byte[] read(Reference reference) {
        check();
        byte[] content = objects.get(reference.key());
        if (content == null || !reference.bucket().equals(BUCKET)) {
            throw new StoreUnavailableException("nothing is stored under " + reference.key());
        }
        if (!CanonicalJson.sha256(content).equals(reference.sha256())) {
            throw new StoreUnavailableException("what is stored under " + reference.key() + " is something else");
        }
        return content.clone();
    }

    private void check() {
        if (!available) {
            throw new StoreUnavailableException("the store is told to be unavailable");
        }
    }
}
