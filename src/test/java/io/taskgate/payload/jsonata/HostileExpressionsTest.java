package io.taskgate.payload.jsonata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs [HostileExpressions] in a JVM with the options of the shipped image: a heap of 102 MiB and an exit on
/// the first OutOfMemoryError.
class HostileExpressionsTest {

    @TempDir
    private Path directory;

    @Test
    void noExpressionOfACallerEndsTheProcess() throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx102m",
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HostileExpressions.class.getName()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(180, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(Files.readString(output)).endsWith("all ended\n");
        assertThat(ended).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void eachFunctionIsAmongThem() {
        assertThat(JsonataFunctions.names())
                .allSatisfy(name -> assertThat(
                                Stream.concat(HostileExpressions.KILLS.stream(), HostileExpressions.CALLS.stream()))
                        .anyMatch(expression -> expression.startsWith("$" + name + "(")));
    }
}
