package io.taskgate.reload;

import java.util.Locale;

/// A document that holds a part of the configuration and can change while the process runs.
public interface ConfigurationSource {

    /// Kinds of sources. Each is polled at an interval of its own.
    enum Kind {
        /// A mounted file.
        FILE,
        /// A secret of AWS Secrets Manager.
        SECRET;

        String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Kind kind();

    /// The configuration key that names the source.
    String key();

    /// Where the document is, for people.
    String location();

    ConfigurationDocumentParser.Format format();

    /// Reads the document as it is now.
    ///
    /// @throws UnreadableSourceException with the reason, which holds nothing of the document
    String read() throws UnreadableSourceException;
}
