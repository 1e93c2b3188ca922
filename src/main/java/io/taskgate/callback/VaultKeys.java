package io.taskgate.callback;

import java.util.Map;

/// The keys that seal task tokens: 256 bits each, by id. Old ones stay as long as records sealed with them.
///
/// @param active the id of the one that seals
public record VaultKeys(String active, Map<String, byte[]> keys) {

    public VaultKeys {
        keys = Map.copyOf(keys);
        if (!keys.containsKey(active)) {
            throw new IllegalArgumentException("no vault key is named " + active);
        }
    }

    @Override
    public String toString() {
        return "VaultKeys" + keys.keySet();
    }
}
