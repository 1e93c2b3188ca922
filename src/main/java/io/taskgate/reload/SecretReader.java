package io.taskgate.reload;

/// Reads secrets of a secret store.
public interface SecretReader {

    /// The current version of a secret.
    ///
    /// @param id its name or ARN
    /// @throws UnreadableSourceException with the store's answer
    String read(String id) throws UnreadableSourceException;
}
