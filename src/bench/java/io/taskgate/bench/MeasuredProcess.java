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

/// A Java process under measurement: on the machine's last core once it is warm, where `taskset` can put it
/// there, so that the load and the stub, which are on the other cores, do not take its time.
public final class MeasuredProcess implements AutoCloseable {

    static final Path OUTPUT = Path.of("target", "bench");

    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final List<String> JVM = List.of(
            // A compiler's thread that ends would take its processor time out of the sum.
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

    /// With no options but these.
    ///
    /// @param folder where it runs
    public static MeasuredProcess java(
            String name, Path folder, List<String> arguments, Map<String, String> environment, boolean piped)
            throws IOException {
        Files.createDirectories(OUTPUT);
        List<String> command = new ArrayList<>();
        if (pins()) {
            // A child starts where its parent is.
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

    /// Moves this process to all cores but the last.
    static void stepAside() throws IOException, InterruptedException {
        pin(ProcessHandle.current().pid(), CORES == 2 ? "0" : "0-" + (CORES - 2));
    }

    /// Moves the forked process to the last core. Its start and warm-up had them all: the compiler is what
    /// takes longest.
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

    /// The processor time so far, without that of the JIT compiler, which never quite ends.
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).minus(compiler());
    }

    /// The processor time of its JIT compiler so far; zero if the system does not provide it.
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
            // proc(5): after the name in brackets come state and pids; user and system time are the 14th and
            // 15th.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        } catch (IOException e) {
            return 0;
        }
    }

    /// Resident memory in MB; 0 where the system does not tell.
    long residentMegabytes() {
        return megabytes("VmRSS:");
    }

    /// The most that was resident at once, in MB; 0 where the system does not tell.
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
