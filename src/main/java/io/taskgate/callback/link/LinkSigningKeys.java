package io.taskgate.callback.link;

import io.taskgate.callback.vault.VaultKeys;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/// What signs the workers' links.
///
/// @param active   the id of the key that signs; every key verifies
/// @param keys     secrets by id, 32 bytes or more each
/// @param baseUrl  where workers reach this gateway
/// @param lifetime how long a link lives where its callback has no deadline
/// @param strict   whether a link answers its own generation only
public record LinkSigningKeys(String active, Map<String, byte[]> keys, URI baseUrl, Duration lifetime, boolean strict) {

    public LinkSigningKeys(String active, Map<String, byte[]> keys, URI baseUrl, Duration lifetime) {
        this(active, keys, baseUrl, lifetime, false);
    }

    public LinkSigningKeys {
        keys = Map.copyOf(keys);
        VaultKeys.checkIds(keys);
        if (!keys.containsKey(active)) {
            throw new IllegalArgumentException("no link key is named " + active);
        }
    }

    @Override
    public String toString() {
        return "LinkSigningKeys" + keys.keySet();
    }
}
