package io.taskgate.bench;

import io.taskgate.standin.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Measures the JVM image without a container engine: its start-up time and its resident memory, idle and
/// under full load, with the options of its Dockerfile and with others. `docs/native.md` has the command and
/// the figures.
public final class ImageBenchmark {

    private static final Path FOLDER = Path.of("target", "quarkus-app");
    private static final Path DOCKERFILE = Path.of("src", "main", "docker", "Dockerfile.jvm");
    private static final Pattern OPTIONS = Pattern.compile("exec java (.*?) \\$JAVA_OPTIONS");
    private static final String CACHE = "-XX:AOTCache=app.aot";

    /// The memory of the container in MiB; the heap is a share of it.
    private static final int LIMIT = Integer.getInteger("bench.image.limit", 384);

    /// Additional option sets, each of which replaces the Dockerfile's options; separated by `|`.
    private static final String OTHERS = System.getProperty("bench.image.others", "");

    private static final int ROUNDS = Integer.getInteger("bench.image.rounds", 3);
    private static final Duration LOAD = Duration.ofSeconds(Integer.getInteger("bench.image.load-seconds", 30));
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /// The figures of one start.
    ///
    /// @param seconds the time until the liveness probe returns 200
    /// @param cpu the CPU time until then, in seconds
    /// @param idle the resident memory at that time, in MB
    /// @param loaded the resident memory after the load, in MB
    /// @param most the maximum resident memory, in MB
    /// @param rate the complete callbacks per second in the last third of the load
    private record Run(double seconds, double cpu, double idle, double loaded, double most, double rate) {}

    private final AwsStub stub;
    private final HttpClient http = HttpClient.newHttpClient();

    private ImageBenchmark(AwsStub stub) {
        this.stub = stub;
    }

    /// Takes no arguments.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Map<String, List<Run>> runs = new LinkedHashMap<>();
        try (AwsStub stub = new AwsStub()) {
            ImageBenchmark benchmark = new ImageBenchmark(stub);
            for (int round = 0; round < ROUNDS; round++) {
                for (String options : forms()) {
                    runs.computeIfAbsent(options, _ -> new ArrayList<>()).add(benchmark.run(options));
                }
            }
        }
        System.out.print(table(runs));
    }

    private static List<String> forms() throws IOException {
        Matcher image = OPTIONS.matcher(Files.readString(DOCKERFILE));
        if (!image.find()) {
            throw new IOException(DOCKERFILE + " has no line 'exec java …'.");
        }
        List<String> forms = new ArrayList<>(List.of(image.group(1).replace(CACHE + " ", ""), image.group(1)));
        Arrays.stream(OTHERS.split("\\|")).filter(other -> !other.isBlank()).forEach(forms::add);
        return forms;
    }

    private Run run(String options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("-XX:MaxRAM=" + LIMIT + "m"));
        all.addAll(List.of(options.strip().split("\\s+")));
        int management = FreePort.find();
        long start = System.nanoTime();
        try (GatewayProcess process = GatewayProcess.image(FOLDER, all, stub.url(), management)) {
            MeasuredProcess fork = process.fork();
            awaitLive(fork, URI.create("http://127.0.0.1:" + management + "/q/health/live"));
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpu = fork.process()
                            .info()
                            .totalCpuDuration()
                            .orElse(Duration.ZERO)
                            .toMillis()
                    / 1e3;
            long idle = fork.residentMegabytes();
            double rate = load(new GatewayContender(process, BenchmarkSettings.CALLERS));
            return new Run(seconds, cpu, idle, fork.residentMegabytes(), fork.mostResidentMegabytes(), rate);
        }
    }

    private void awaitLive(MeasuredProcess fork, URI live) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isLive(live)) {
            if (!fork.process().isAlive() || System.nanoTime() > end) {
                throw new IOException("The gateway did not start. See " + MeasuredProcess.OUTPUT.toAbsolutePath());
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private boolean isLive(URI live) throws InterruptedException {
        try {
            return http.send(HttpRequest.newBuilder(live).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /// Runs the load.
    ///
    /// @return callbacks per second in the last third
    private double load(GatewayContender gateway) throws InterruptedException {
        long start = System.nanoTime();
        long last = start + LOAD.toNanos() * 2 / 3;
        double done = 0;
        double seconds = 0;
        while (System.nanoTime() < start + LOAD.toNanos()) {
            Contender.Phase registered = gateway.register(1000, BenchmarkSettings.PHASE);
            Contender.Phase settled = gateway.settle(registered.done(), Duration.ofMinutes(1));
            stub.forgetItems();
            if (System.nanoTime() > last) {
                done += settled.done();
                seconds += registered.seconds() + settled.seconds();
            }
        }
        return done / seconds;
    }

    private static String table(Map<String, List<Run>> runs) {
        StringBuilder table = new StringBuilder("| options, of " + LIMIT
                + " MiB | to the first 200, s | CPU s | × the first row | idle MB | loaded | most | callbacks/s |\n"
                + "|---|---|---|---|---|---|---|---|\n");
        double plain = median(runs.values().iterator().next(), Run::seconds);
        runs.forEach((options, all) -> table.append(String.format(
                Locale.ROOT,
                "| `%s` | %.2f | %.2f | %.2f | %.0f | %.0f | %.0f | %.0f |%n",
                options,
                median(all, Run::seconds),
                median(all, Run::cpu),
                median(all, Run::seconds) / plain,
                median(all, Run::idle),
                median(all, Run::loaded),
                median(all, Run::most),
                median(all, Run::rate))));
        return table.toString();
    }

    private static double median(List<Run> runs, ToDoubleFunction<Run> figure) {
        double[] figures = runs.stream().mapToDouble(figure).sorted().toArray();
        return figures[figures.length / 2];
    }
}
