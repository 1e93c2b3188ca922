package io.taskgate.callback.model;

/// A task token that is sealed with a vault key: `key id . base64url(nonce, ciphertext, tag)`. Safe to store,
/// useless without the key.
public record SealedToken(String text) {

    /// The ID of the vault key that sealed it; empty if the text is not a sealed token.
    public String keyId() {
        return text.substring(0, Math.max(text.indexOf('.'), 0));
    }

    @Override
    public String toString() {
        return "SealedToken[" + text.length() + " characters]";
    }
}
