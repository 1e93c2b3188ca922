package io.taskgate.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A Java process under measurement. Once it is warm, it runs on the machine's last core if `taskset` is
/// available, so that the load and the stub, which use the other cores, do not take its time.
public final class MeasuredProcess implements AutoCloseable {

    static final Path OUTPUT = Path.of("target", "bench");

    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final List<String> JVM = List.of(
            // If a compiler thread ended, its CPU time would be missing in the sum.
            "-Xms512m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:-UseDynamicNumberOfCompilerThreads");

    private static final int TICKS_A_SECOND = 100;

    private final Process process;

    private MeasuredProcess(Process process) {
        this.process = process;
    }

    /// Starts a JVM.
    ///
    /// @param piped whether its standard input and output are pipes; otherwise its output goes to a file
    public static MeasuredProcess java(
            String name, List<String> arguments, Map<String, String> environment, boolean piped) throws IOException {
        List<String> options = new ArrayList<>(JVM);
        options.addAll(BenchmarkSettings.jvmOptions(name));
        options.addAll(arguments);
        return java(name, Path.of(""), options, environment, piped);
    }

    /// Starts a JVM with exactly these options.
    ///
    /// @param folder the working directory
    public static MeasuredProcess java(
            String name, Path folder, List<String> arguments, Map<String, String> environment, boolean piped)
            throws IOException {
        Files.createDirectories(OUTPUT);
        List<String> command = new ArrayList<>();
        if (pins()) {
            // A child process inherits the cores of its parent.
            command.addAll(List.of("taskset", "-c", "0-" + (CORES - 1)));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toAbsolutePath().toFile());
        builder.environment().putAll(environment);
        File log = OUTPUT.resolve(name + ".log").toFile();
        Files.deleteIfExists(log.toPath());
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log));
        if (!piped) {
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        }
        return new MeasuredProcess(builder.start());
    }

    /// Moves this process to all cores except the last.
    static void stepAside() throws IOException, InterruptedException {
        pin(ProcessHandle.current().pid(), CORES == 2 ? "0" : "0-" + (CORES - 2));
    }

    /// Moves the forked process to the last core. Its start and warm-up may use all cores, because
    /// compilation takes most of that time.
    void pin() throws IOException, InterruptedException {
        pin(process.pid(), String.valueOf(CORES - 1));
    }

    private static void pin(long pid, String cores) throws IOException, InterruptedException {
        if (pins()) {
            new ProcessBuilder("taskset", "-a", "-p", "-c", cores, String.valueOf(pid))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
    }

    static boolean pins() {
        return CORES > 1 && BenchmarkSettings.PINNED && Files.isExecutable(Path.of("/usr/bin/taskset"));
    }

    public Process process() {
        return process;
    }

    /// Returns the CPU time so far without that of the JIT compiler, which never ends completely.
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).minus(compiler());
    }

    /// Returns the CPU time of the JIT compiler so far; zero if the system does not provide it.
    private Duration compiler() {
        Path tasks = Path.of("/proc", String.valueOf(process.pid()), "task");
        try (Stream<Path> threads = Files.list(tasks)) {
            return Duration.ofMillis(
                    threads.mapToLong(MeasuredProcess::compilerTicks).sum() * 1000 / TICKS_A_SECOND);
        } catch (IOException e) {
            return Duration.ZERO;
        }
    }

    private static long compilerTicks(Path task) {
        try {
            String stat = Files.readString(task.resolve("stat"));
            if (!stat.contains("(C1 Compiler") && !stat.contains("(C2 Compiler")) {
                return 0;
            }
            // proc(5): the fields after the name in brackets start with state and PIDs; user and system time
            // are fields 14 and 15.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        } catch (IOException e) {
            return 0;
        }
    }

    /// Returns the resident memory in MB; 0 if the system does not provide it.
    long residentMegabytes() {
        return megabytes("VmRSS:");
    }

    /// Returns the maximum resident memory in MB; 0 if the system does not provide it.
    long mostResidentMegabytes() {
        return megabytes("VmHWM:");
    }

    private long megabytes(String field) {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
