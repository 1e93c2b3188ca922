package io.taskgate.testing.payload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.Assumptions;

/// Counts the open spool files of this process. The files have no name, so the count comes from Linux's
/// `/proc`; tests that need it are skipped on other systems.
public final class OpenSpoolCounter {

    private static final Path OPEN = Path.of("/proc/self/fd");

    private OpenSpoolCounter() {}

    public static long in(Path folder) {
        Assumptions.assumeThat(OPEN).isDirectory();
        try (var open = Files.list(OPEN)) {
            String prefix = folder.toRealPath() + "/taskgate-";
            return open.map(OpenSpoolCounter::target)
                    .filter(target -> target.startsWith(prefix))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
