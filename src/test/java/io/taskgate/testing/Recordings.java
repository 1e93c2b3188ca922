package io.taskgate.testing;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/// The recorded responses of the real AWS, which are not part of the project and lie beside the repository.
///
/// If they are missing, the tests that need them fail. A fork without them sets `TASKGATE_RECORDINGS` to
/// `absent`, so that these tests are skipped by name.
public final class Recordings {

    private static final Path FOLDER = Path.of("..", "shared", "conformance");

    private Recordings() {}

    public static Path of(String name) {
        return of(FOLDER, name, System.getenv("TASKGATE_RECORDINGS"));
    }

    static Path of(Path folder, String name, String mode) {
        Path file = folder.resolve(name);
        if (Files.exists(file)) {
            return file;
        }
        String message = "AWS's recorded responses are not compared: " + file + " is missing";
        if ("absent".equals(mode)) {
            System.err.println(message);
            abort(message);
        }
        return fail(message + ". A fork without them sets TASKGATE_RECORDINGS=absent (CONTRIBUTING.md)");
    }
}
