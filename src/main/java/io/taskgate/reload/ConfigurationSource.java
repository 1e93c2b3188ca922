package io.taskgate.reload;

import java.util.Locale;

/// A document with a part of the configuration that can change while the process runs.
public interface ConfigurationSource {

    /// The kinds of sources. Each has its own polling interval.
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

    /// Returns the tag `source` of its metrics.
    default String tag() {
        return kind().tag();
    }

    /// Returns the configuration key that names the source.
    String key();

    /// Returns the location of the document, for people.
    String location();

    ConfigurationDocumentParser.Format format();

    /// Reads the current document.
    ///
    /// @throws UnreadableSourceException with a reason that contains nothing of the document
    String read() throws UnreadableSourceException;
}
