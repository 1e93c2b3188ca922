package io.taskgate.testing.packaged;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/// An AOT cache that one start of the packaged application makes and all later ones use (the fault run does the
/// same).
/// Without it, as after a training that failed, they start as well, and slower.
final class StartCache {

    private static final Path FOLDER = Path.of("target", "packaged");
    private static final Path CACHE = FOLDER.resolve("start.aot");

    /// Making the cache from what was learned takes longer than the start.
    private static final Duration TRAINING = Duration.ofMinutes(3);

    /// Nothing listens there: the application waits for AWS, alive.
    private static final URI NOWHERE = URI.create("http://127.0.0.1:9");

    private static final List<String> OPTIONS = make();

    private StartCache() {}

    /// The JVM's options that use it.
    static List<String> use() {
        return OPTIONS;
    }

    /// One of the JVMs that run tests makes it, and the others wait for it.
    private static List<String> make() {
        try {
            Files.createDirectories(FOLDER);
            try (FileChannel channel = FileChannel.open(
                            FOLDER.resolve("start.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !isFresh()) {
                    train();
                }
            }
            return isFresh() ? List.of("-XX:AOTCache=" + CACHE.toAbsolutePath()) : List.of();
        } catch (IOException | RuntimeException | AssertionError e) {
            System.err.println("packaged applications start without a cache: " + e);
            return List.of();
        }
    }

    private static boolean isFresh() throws IOException {
        Path jar = PackagedGateway.ARTIFACT.resolve("quarkus-run.jar");
        return Files.exists(CACHE) && Files.getLastModifiedTime(CACHE).compareTo(Files.getLastModifiedTime(jar)) > 0;
    }

    private static void train() {
        try (PackagedGateway app = PackagedGateway.beside(NOWHERE, NOWHERE, NOWHERE, NOWHERE, "training")
                .with("taskgate.shutdown.delay", "0s")
                .startOptions("-XX:AOTCacheOutput=" + CACHE.toAbsolutePath())) {
            app.launch().awaitHealth("live", 200).terminate();
            int _ = app.exitCode(TRAINING);
        }
    }
}
