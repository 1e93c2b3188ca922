package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

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

    /// What stands under a key; null where nothing does.
    public byte @Nullable [] stored(String key) {
        return objects.get(key);
    }

    /// As a lifecycle rule or a person would.
    public void lose(Reference reference) {
        objects.remove(reference.key());
    }

    @Override
    public Reference checkIn(Content content, String contentType, JsonNode summary) {
        check();
        String key = "sha256/" + content.sha256();
        try (InputStream in = content.open()) {
            objects.putIfAbsent(key, in.readAllBytes());
        } catch (IOException e) {
            throw new StoreUnavailableException("the content can't be read", e);
        }
        return new Reference(BUCKET, key, content.size(), content.sha256(), contentType, summary);
    }

    @Override
    public Verified open(Reference reference) {
        check();
        byte[] content = objects.get(reference.key());
        if (content == null || !reference.bucket().equals(BUCKET)) {
            throw new UnknownReferenceException("nothing is stored under " + reference.key());
        }
        return new Verified(new ByteArrayInputStream(content), reference);
    }

    private void check() {
        if (!available) {
            throw new StoreUnavailableException("the store is told to be unavailable");
        }
    }
}
