package io.taskgate.callback;

/// A task token under the vault's key: `key id . base64url(nonce, ciphertext, tag)`. Safe to store, useless without
/// the key.
public record SealedToken(String text) {

    @Override
    public String toString() {
        return "SealedToken[" + text.length() + " characters]";
    }
}
