package io.taskgate.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A program that a check needs and that the build does not provide.
///
/// Without the program, taskgate still builds, and the output names the skipped checks. If `TASKGATE_TOOLS`
/// is `required`, as in the project's workflows, the build fails.
public final class ExternalTool {

    /// The installation directory of `.ci/tools`.
    private static final Path INSTALLED = Path.of("target/tools/bin");

    private ExternalTool() {}

    /// @param exitCode the exit code; 0 for success
    public record Result(int exitCode, String output) {}

    /// @return the program from `.ci/tools` or from the PATH
    static Optional<Path> find(String name) {
        return Stream.concat(
                        Stream.of(INSTALLED),
                        Stream.of(System.getenv("PATH").split(":")).map(Path::of))
                .map(folder -> folder.resolve(name).toAbsolutePath())
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// @param unchecked the checks that are skipped without the program
    /// @param remedy the way to install it
    public static Path require(String name, String unchecked, String remedy) {
        Optional<Path> found = find(name);
        if (found.isEmpty()) {
            missing(unchecked + ": " + name + " is not on the PATH: " + remedy);
        }
        return found.orElseThrow();
    }

    /// Reports a check that is not made here: skipped, or failed where the tools are required.
    public static void missing(String message) {
        System.err.println(message);
        if ("required".equals(System.getenv("TASKGATE_TOOLS"))) {
            fail(message);
        }
        abort(message);
    }

    public static Result run(Path folder, String... command) throws IOException, InterruptedException {
        return run(folder, Map.of(), command);
    }

    /// @param environment variables beside those of this process
    public static Result run(Path folder, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        Files.createDirectories(Path.of("target"));
        Path output = Files.createTempFile(Path.of("target"), "tool", ".log");
        ProcessBuilder builder = new ProcessBuilder(List.of(command))
                .directory(folder.toAbsolutePath().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(10, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended)
                .as("%s ended within 10 minutes", String.join(" ", command))
                .isTrue();
        String said = Files.readString(output, StandardCharsets.UTF_8);
        Files.delete(output);
        return new Result(process.exitValue(), said);
    }
}
