package io.taskgate.standin.backend;

import io.taskgate.standin.CloseQuietly;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A folder for the time that the stand-ins run. It is deleted with everything in it when it is closed, or when the
/// process ends without closing it.
public final class TemporaryFolder implements AutoCloseable {

    private final Thread atExit = new Thread(() -> CloseQuietly.quietly(this::delete));
    private Optional<Path> folder = Optional.empty();

    public Path create(String prefix) throws IOException {
        Path created = Files.createTempDirectory(prefix);
        folder = Optional.of(created);
        Runtime.getRuntime().addShutdownHook(atExit);
        return created;
    }

    @Override
    public void close() throws IOException {
        // not possible any more while the process ends
        CloseQuietly.quietly(() -> Runtime.getRuntime().removeShutdownHook(atExit));
        delete();
    }

    private void delete() throws IOException {
        if (folder.isPresent() && Files.exists(folder.get())) {
            Files.walkFileTree(folder.get(), new Deleting());
        }
    }

    private static final class Deleting extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failed) throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
