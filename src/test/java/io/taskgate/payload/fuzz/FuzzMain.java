package io.taskgate.payload.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// Runs the fuzz targets in sequence for a while each, and stops at the first finding. `docs/fuzzing.md` has
/// the command.
public final class FuzzMain {

    static final List<Class<?>> TARGETS =
            List.of(JsonFuzz.class, ExpressionFuzz.class, JsonataFuzz.class, JsonataCallFuzz.class, ShapeFuzz.class);

    /// The folder of the targets, with a subfolder for each.
    static final Path CORPUS = Path.of("src/test/resources/fuzz");

    /// The maximum time of one input, also on a busy machine.
    static final Duration TIME = Duration.ofSeconds(20);

    private static final Path FOUND = Path.of("target/fuzz");

    private FuzzMain() {}

    /// @param arguments the seconds for each target, then the simple names of the targets; all targets
    ///     without names
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int seconds = Integer.parseInt(arguments[0]);
        List<String> names = List.of(arguments).subList(1, arguments.length);
        for (Class<?> target : TARGETS) {
            if (names.isEmpty() || names.contains(target.getSimpleName())) {
                int code = fuzz(target, seconds);
                if (code != 0) {
                    System.out.println(target.getSimpleName() + " has a finding: see the end of its output, and "
                            + FOUND.resolve(target.getSimpleName()));
                    System.exit(code);
                }
            }
        }
    }

    private static int fuzz(Class<?> target, int seconds) throws IOException, InterruptedException {
        Path found = Files.createDirectories(FOUND.resolve(target.getSimpleName()));
        Path corpus = Files.createDirectories(CORPUS.resolve(target.getSimpleName()));
        Path work = Files.createDirectories(found.resolve("corpus"));
        List<String> command = List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(),
                "--instrumentation_includes=io.taskgate.payload.**:com.fasterxml.jackson.core.**:com.dashjoin.**"
                        + ":com.jayway.jsonpath.**",
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.RegexInjection",
                "--reproducer_path=" + found,
                "-artifact_prefix=" + found + "/",
                "-dict=" + CORPUS.resolve("words.dict"),
                "-timeout=" + 3 * TIME.toSeconds(),
                "-rss_limit_mb=4096",
                "-print_final_stats=1",
                "-max_total_time=" + seconds,
                work.toString(),
                corpus.toString());
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    public static void require(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise.get());
        }
    }
}
