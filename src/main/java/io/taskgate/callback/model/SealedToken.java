package io.taskgate.callback.model;

/// A task token under the vault's key: `key id . base64url(nonce, ciphertext, tag)`. Safe to store, useless
/// without the key.
public record SealedToken(String text) {

    /// The id of the vault key that it is sealed under; empty where the text is no sealed token.
    public String keyId() {
        return text.substring(0, Math.max(text.indexOf('.'), 0));
    }

    @Override
    public String toString() {
        return "SealedToken[" + text.length() + " characters]";
    }
}
