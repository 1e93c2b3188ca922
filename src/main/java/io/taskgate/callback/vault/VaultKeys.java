package io.taskgate.callback.vault;

import java.time.Instant;
import java.util.Map;

/// The keys that seal task tokens: 256 bits each, by ID. An old key stays configured as long as there are
/// records that it has sealed.
///
/// @param active the ID of the key that seals
/// @param created the creation time of each key, if it is configured
public record VaultKeys(String active, Map<String, byte[]> keys, Map<String, Instant> created) {

    public VaultKeys(String active, Map<String, byte[]> keys) {
        this(active, keys, Map.of());
    }

    public VaultKeys {
        keys = Map.copyOf(keys);
        created = Map.copyOf(created);
        checkIds(keys);
        if (!keys.containsKey(active)) {
            throw new IllegalArgumentException("There is no vault key \"" + active + "\".");
        }
    }

    /// Checks the IDs of keys: signatures and sealed tokens name their key up to a dot.
    public static void checkIds(Map<String, byte[]> keys) {
        keys.keySet().forEach(id -> {
            if (!id.matches("[A-Za-z0-9_-]{1,32}")) {
                throw new IllegalArgumentException("A key ID must have 1 to 32 characters of A-Z, a-z, 0-9, _ and -.");
            }
        });
    }

    @Override
    public String toString() {
        return "VaultKeys" + keys.keySet();
    }
}
