package io.taskgate.route.config;

/// Opens what the configuration holds encrypted.
@FunctionalInterface
public interface SecretDecryptor {

    /// Takes every text as it is.
    SecretDecryptor PLAIN = text -> text;

    /// @param text as configured
    /// @throws InvalidDefinitionException with the reason, never with the secret
    String open(String text);
}
