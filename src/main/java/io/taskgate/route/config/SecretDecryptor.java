package io.taskgate.route.config;

/// Decrypts secrets in the configuration.
@FunctionalInterface
public interface SecretDecryptor {

    /// Returns every text unchanged.
    SecretDecryptor PLAIN = text -> text;

    /// @param text as configured
    /// @throws InvalidDefinitionException with the reason, never with the secret
    String decrypt(String text);
}
