package io.taskgate.batch.source;

import java.io.IOException;

/// Reads the items of a source one after the other, each as compact JSON. Not thread-safe.
public interface ItemReader {

    /// Reads the next item; [#bytes()], [#from()] and [#length()] locate it until the next call.
    ///
    /// @return false at the end
    /// @throws IOException if the source does not have its format, or can't be read
    boolean next() throws IOException;

    byte[] bytes();

    int from();

    int length();

    /// The offset of the item in the source, in bytes.
    long start();

    /// The offset of the next item, or of the end of the items.
    long position();
}
