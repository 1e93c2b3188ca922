package io.taskgate.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// `deploy/validate` in Node.js, with its packages as its lock file has them.
///
/// A machine without Node.js, or without the npm registry, builds taskgate all the same, and is told what was not
/// checked. CI (`CI` is set) must not pass in silence: there it is a failure.
final class Node {

    private static final Path FOLDER = Path.of("deploy/validate");
    private static final Path LOCK = FOLDER.resolve("package-lock.json");
    private static final Path INSTALLED = FOLDER.resolve("node_modules/.taskgate-lock.json");

    private Node() {}

    /// What a validator said.
    ///
    /// @param exitCode 0 where it found nothing
    record Verdict(int exitCode, String output) {}

    static synchronized void install() throws IOException, InterruptedException {
        for (String tool : List.of("node", "npm")) {
            if (Stream.of(System.getenv("PATH").split(":"))
                    .noneMatch(folder -> Files.isExecutable(Path.of(folder, tool)))) {
                missing("there is no " + tool + " on the PATH: install Node.js 20 or newer");
            }
        }
        if (Files.exists(INSTALLED) && Files.mismatch(INSTALLED, LOCK) < 0) {
            return;
        }
        Verdict installed = run(FOLDER, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        if (installed.exitCode() != 0) {
            missing("npm ci failed in " + FOLDER + ":\n" + installed.output());
        }
        Files.copy(LOCK, INSTALLED);
    }

    private static void missing(String why) {
        String message = "deploy/ IS NOT VALIDATED: " + why;
        System.err.println(message);
        if (System.getenv("CI") != null) {
            fail(message);
        }
        abort(message);
    }

    /// @param script in `deploy/validate`
    static Verdict validate(String script, Path... files) throws IOException, InterruptedException {
        return run(
                Path.of("."),
                Stream.concat(
                                Stream.of("node", FOLDER.resolve(script).toString()),
                                Stream.of(files).map(Path::toString))
                        .toArray(String[]::new));
    }

    private static Verdict run(Path folder, String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(Path.of("target"), "node", ".log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(10, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended)
                .as("%s ended within 10 minutes", String.join(" ", command))
                .isTrue();
        String said = Files.readString(output, StandardCharsets.UTF_8);
        Files.delete(output);
        return new Verdict(process.exitValue(), said);
    }
}
