package io.taskgate.payload.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Makes [Spool]s. Safe for many threads.
public final class SpoolFactory {

    /// Makes the file of a spool that gets too large for memory.
    interface Files {
        SpoolFile create() throws SpoolException;
    }

    private final Files files;
    private final int inMemory;

    /// @param folder   for temporary files
    /// @param inMemory how many bytes of each spool are kept in memory before a file is made
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

    /// What keeps the folder from being used, by trying it.
    public Optional<String> problem() {
        try (SpoolFile file = files.create()) {
            file.write(new byte[1], 0, 1);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
