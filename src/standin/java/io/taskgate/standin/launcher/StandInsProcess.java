package io.taskgate.standin.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs the stand-ins as a process of their own, so that none of their libraries meets those of the tests. The
/// process ends with [#close] or with this JVM.
///
/// ```java
/// try (StandInsProcess aws = StandInsProcess.start()) {
///     aws.environment().get("AWS_ENDPOINT_URL_SFN")…
/// }
/// ```
public final class StandInsProcess implements AutoCloseable {

    private static final String MAIN = "io.taskgate.standin.Main";
    private static final String READY = "READY";
    private static final int START_SECONDS = 120;
    private static final int STOP_SECONDS = 10;

    private final Process process;
    private final StandInsClassPath classPath;
    private final Map<String, String> environment;

    private StandInsProcess(Process process, StandInsClassPath classPath, Map<String, String> environment) {
        this.process = process;
        this.classPath = classPath;
        this.environment = environment;
    }

    /// Starts the stand-ins on free ports with 512 MB of heap, in memory.
    public static StandInsProcess start() throws IOException {
        return start("");
    }

    /// Starts the stand-ins on free ports, unless the options name ports, with 512 MB of heap.
    ///
    /// @param options of the stand-ins, separated by blanks
    public static StandInsProcess start(String options) throws IOException {
        List<String> all = new ArrayList<>(List.of("--ports", "front=0,dynamodb=0,s3=0,sqs=0"));
        if (!options.isBlank()) {
            all.addAll(List.of(options.strip().split("\\s+")));
        }
        return start(List.of("-Xmx512m"), all);
    }

    /// Starts the stand-ins, and returns when they serve.
    ///
    /// @param jvm options of the JVM
    /// @param options of the stand-ins, as on their command line
    /// @throws IOException if they do not serve within 120 seconds
    public static StandInsProcess start(List<String> jvm, List<String> options) throws IOException {
        StandInsClassPath classPath = StandInsClassPath.open();
        try {
            Process process = new ProcessBuilder(command(classPath, jvm, options))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new StandInsProcess(process, classPath, started(process));
        } catch (IOException | RuntimeException failed) {
            classPath.close();
            throw failed;
        }
    }

    static List<String> command(StandInsClassPath classPath, List<String> jvm, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.addAll(jvm);
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath.value(),
                MAIN,
                "--parent",
                String.valueOf(ProcessHandle.current().pid())));
        command.addAll(options);
        return command;
    }

    private static Map<String, String> started(Process process) throws IOException {
        CompletableFuture<Map<String, String>> ready = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("stand-ins").start(() -> read(process, ready));
        try {
            return ready.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            process.destroyForcibly();
            throw new IOException("The stand-ins did not start. Their standard error says why.", failed);
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while the stand-ins were starting.", stopped);
        }
    }

    /// Reads `NAME=value` lines until `READY`, and then for as long as the process runs, so that it never waits
    /// for a reader.
    private static void read(Process process, CompletableFuture<Map<String, String>> ready) {
        Map<String, String> environment = new LinkedHashMap<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(READY)) {
                    ready.complete(Map.copyOf(environment));
                } else if (!ready.isDone() && line.contains("=")) {
                    environment.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
                }
            }
            ready.completeExceptionally(new IOException("The process ended."));
        } catch (IOException broken) {
            ready.completeExceptionally(broken);
        }
    }

    /// Returns the environment variables for the AWS SDKs and the AWS CLI, such as `AWS_ENDPOINT_URL_SFN`.
    public Map<String, String> environment() {
        return environment;
    }

    /// Returns the same settings as system properties of the AWS SDK for Java 2, such as `aws.endpointUrlSfn`.
    public Map<String, String> systemProperties() {
        Map<String, String> properties = new LinkedHashMap<>();
        SdkSettings.PROPERTIES.forEach((variable, property) -> {
            String value = environment.get(variable);
            if (value != null) {
                properties.put(property, value);
            }
        });
        return properties;
    }

    /// The process itself.
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /// The exit code of the process after its end.
    ///
    /// @throws IllegalThreadStateException while it runs
    public int exitCode() {
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        classPath.close();
    }
}
