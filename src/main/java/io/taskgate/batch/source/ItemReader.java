package io.taskgate.batch.source;

import java.io.IOException;

/// Items of a source, one after the other, each as compact JSON. Not thread-safe.
public interface ItemReader {

    /// Reads the next item; [#bytes()], [#from()] and [#length()] say where it is until the next call.
    ///
    /// @return false behind the last one
    /// @throws IOException where the source is not what its format says, or can't be read
    boolean next() throws IOException;

    byte[] bytes();

    int from();

    int length();

    /// Where the item begins in the source, in bytes.
    long start();

    /// Where the next item begins, or the items end.
    long position();
}
