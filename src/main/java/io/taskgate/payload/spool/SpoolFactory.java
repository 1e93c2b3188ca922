package io.taskgate.payload.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Creates [Spool]s. Thread-safe.
public final class SpoolFactory {

    /// Creates the file of a spool that exceeds its memory.
    interface Files {
        SpoolFile create() throws SpoolException;
    }

    private final Files files;
    private final int inMemory;

    /// @param folder   the directory for temporary files
    /// @param inMemory the number of bytes of each spool that are kept in memory
    public SpoolFactory(Path folder, int inMemory) {
        this(() -> SpoolFile.in(folder), inMemory);
    }

    SpoolFactory(Files files, int inMemory) {
        this.files = files;
        this.inMemory = inMemory;
    }

    public Spool open() {
        return new Spool(files, inMemory);
    }

    /// Tests the directory and returns the error; empty if it is writable.
    public Optional<String> problem() {
        try (SpoolFile file = files.create()) {
            file.write(new byte[1], 0, 1);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
