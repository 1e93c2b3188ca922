package io.taskgate.callback.vault;

/// Exceptions that only this package makes, for tests of others.
public final class VaultFailures {

    private VaultFailures() {}

    public static RuntimeException of(String message) {
        return new TokenVault.VaultException(message);
    }
}
