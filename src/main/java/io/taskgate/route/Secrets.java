package io.taskgate.route;

/// Opens what the configuration holds encrypted.
@FunctionalInterface
public interface Secrets {

    /// Takes every text as it is.
    Secrets PLAIN = text -> text;

    /// @param text as configured
    /// @throws InvalidDefinitionException with the reason, never with the secret
    String open(String text);
}
