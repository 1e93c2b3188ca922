package io.taskgate.reload;

/// Reads secrets of a secret store.
public interface SecretReader {

    /// Returns the current version of a secret.
    ///
    /// @param id its name or ARN
    /// @throws UnreadableSourceException with the response of the store
    String read(String id) throws UnreadableSourceException;
}
