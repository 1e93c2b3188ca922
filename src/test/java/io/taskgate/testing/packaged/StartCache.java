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

/// An AOT cache that the first start of the packaged application writes and all later starts use (the fault
/// harness does the same). Without the cache, for example if its creation failed, the application starts as
/// well, but slower.
final class StartCache {

    private static final Path FOLDER = Path.of("target", "packaged");
    private static final Path CACHE = FOLDER.resolve("start.aot");

    /// The creation of the cache takes longer than the start.
    private static final Duration TRAINING = Duration.ofMinutes(3);

    /// An endpoint without a listener: the application is live and waits for AWS.
    private static final URI NOWHERE = URI.create("http://127.0.0.1:9");

    private static final List<String> OPTIONS = make();

    private StartCache() {}

    /// Returns the JVM options that use the cache.
    static List<String> use() {
        return OPTIONS;
    }

    /// One of the JVMs that run tests writes the cache, and the others wait for it.
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
            System.err.println("Packaged applications start without an AOT cache: " + e);
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
