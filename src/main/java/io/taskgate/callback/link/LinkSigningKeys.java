package io.taskgate.callback.link;

import io.taskgate.callback.vault.VaultKeys;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/// The keys that sign the links of workers.
///
/// @param active the ID of the key that signs; every key verifies
/// @param keys the secrets by ID, 32 bytes or more each
/// @param baseUrl the URL at which workers reach this gateway
/// @param lifetime the lifetime of a link whose callback has no deadline
/// @param strict whether a link answers its own generation only
public record LinkSigningKeys(String active, Map<String, byte[]> keys, URI baseUrl, Duration lifetime, boolean strict) {

    public LinkSigningKeys(String active, Map<String, byte[]> keys, URI baseUrl, Duration lifetime) {
        this(active, keys, baseUrl, lifetime, false);
    }

    public LinkSigningKeys {
        keys = Map.copyOf(keys);
        VaultKeys.checkIds(keys);
        if (!keys.containsKey(active)) {
            throw new IllegalArgumentException("There is no link key \"" + active + "\".");
        }
    }

    @Override
    public String toString() {
        return "LinkSigningKeys" + keys.keySet();
    }
}
