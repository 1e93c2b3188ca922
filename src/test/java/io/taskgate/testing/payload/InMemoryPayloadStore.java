package io.taskgate.testing.payload;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.claimcheck.PayloadOwner;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.payload.claimcheck.RepeatableContent;
import io.taskgate.payload.claimcheck.VerifyingInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// An in-memory content-addressed store that can be set to unavailable. It provides the stores of all owners
/// and is itself the store of one owner. Thread-safe.
public final class InMemoryPayloadStore implements PayloadStore, PayloadStoreProvider {

    private static final String BUCKET = "payloads";
    private static final PayloadOwner OWNER = PayloadOwner.ofService("main", "tests");

    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private volatile boolean available = true;
    private volatile Runnable onCheckIn = () -> {};

    public void available(boolean is) {
        available = is;
    }

    /// Sets an action that runs during each check-in.
    public void onCheckIn(Runnable does) {
        onCheckIn = does;
    }

    /// Returns the number of different payloads.
    public int size() {
        return objects.size();
    }

    /// Returns the content at a key; null if there is none.
    public byte @Nullable [] stored(String key) {
        return objects.get(key);
    }

    /// Replaces the content of a key, as an operator could.
    public void overwrite(PayloadReference reference, byte[] content) {
        objects.put(reference.key(), content);
    }

    /// Deletes the content of a key, as a lifecycle rule or an operator could.
    public void lose(PayloadReference reference) {
        objects.remove(reference.key());
    }

    @Override
    public PayloadStore of(PayloadOwner owner) {
        return new Owned(owner);
    }

    @Override
    public PayloadReference checkIn(RepeatableContent content, String contentType, JsonNode summary) {
        return of(OWNER).checkIn(content, contentType, summary);
    }

    @Override
    public VerifyingInputStream open(PayloadReference reference) {
        return of(OWNER).open(reference);
    }

    private final class Owned implements PayloadStore {

        private final PayloadOwner owner;

        Owned(PayloadOwner owner) {
            this.owner = owner;
        }

        @Override
        public PayloadReference checkIn(RepeatableContent content, String contentType, JsonNode summary) {
            onCheckIn.run();
            check();
            String key = key(content.sha256());
            try (InputStream in = content.open()) {
                objects.putIfAbsent(key, in.readAllBytes());
            } catch (IOException e) {
                throw new StoreUnavailableException("The content can't be read.", e);
            }
            return new PayloadReference(BUCKET, key, content.size(), content.sha256(), contentType, summary);
        }

        @Override
        public VerifyingInputStream open(PayloadReference reference) {
            check();
            byte[] content = objects.get(reference.key());
            boolean own = reference.bucket().equals(BUCKET) && reference.key().equals(key(reference.sha256()));
            if (content == null || !own) {
                throw new UnknownReferenceException("Nothing is stored under " + reference.key());
            }
            return new VerifyingInputStream(new ByteArrayInputStream(content), reference);
        }

        private String key(String sha256) {
            return owner.path() + "sha256/" + sha256.substring(0, 2) + "/" + sha256;
        }

        private void check() {
            if (!available) {
                throw new StoreUnavailableException("The store is set to unavailable.");
            }
        }
    }
}
