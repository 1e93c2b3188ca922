package io.taskgate.callback.vault;

/// Creates exceptions that only this package can create, for the tests of other packages.
public final class VaultFailures {

    private VaultFailures() {}

    public static RuntimeException of(String message) {
        return new TokenVault.VaultException(message);
    }
}
