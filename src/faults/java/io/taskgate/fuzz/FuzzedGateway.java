package io.taskgate.fuzz;

import io.taskgate.standin.FreePort;
import io.taskgate.standin.StandIns;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The packaged gateway as a process with the `prod` profile, and with the heap size and options of the image
/// (`src/main/docker/Dockerfile.jvm`).
final class FuzzedGateway implements AutoCloseable {

    static final int HEAP_MEBIBYTES = 102;

    private static final List<String> OPTIONS = List.of(
            "-Xmx" + HEAP_MEBIBYTES + "m",
            "-XX:+UseSerialGC",
            "-XX:ReservedCodeCacheSize=32m",
            "-XX:TrimNativeHeapInterval=1000",
            "-XX:+ExitOnOutOfMemoryError");
    private static final Pattern CALLS =
            Pattern.compile("(?m)^taskgate_aws_calls_seconds_count\\{[^}]*operation=\"(\\w+)\"[^}]*} (\\S+)$");
    private static final String HOST = "127.0.0.1";
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Path log;
    private final int port = FreePort.find();
    private final int managementPort = FreePort.find();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;

    FuzzedGateway(Path folder, Map<String, String> configuration, StandIns aws) throws IOException {
        log = Files.createDirectories(folder).resolve("gateway.log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        configuration.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of(
                "-Dquarkus.http.host=" + HOST,
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.management.host=" + HOST,
                "-Dquarkus.management.port=" + managementPort,
                "-jar",
                FuzzPlan.ARTIFACT.resolve("quarkus-run.jar").toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(AWS|QUARKUS|TASKGATE|KUBERNETES|JAVA_TOOL)_.*"));
        builder.environment()
                .putAll(Map.of(
                        "MALLOC_ARENA_MAX", "2",
                        "AWS_REGION", "us-east-1",
                        "AWS_ACCESS_KEY_ID", "any",
                        "AWS_SECRET_ACCESS_KEY", "thing",
                        "AWS_ENDPOINT_URL_SFN", aws.states().toString(),
                        "AWS_ENDPOINT_URL_EVENTBRIDGE", aws.events().toString(),
                        "AWS_ENDPOINT_URL_DYNAMODB", aws.dynamodb().toString(),
                        "AWS_ENDPOINT_URL_S3", aws.s3().toString(),
                        "AWS_ENDPOINT_URL_SQS", aws.sqs().toString()));
        process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        awaitReady();
    }

    private void awaitReady() throws IOException {
        long end = System.nanoTime() + START.toNanos();
        while (!isReady()) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new IOException("The gateway did not become ready. See " + log);
            }
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    boolean isReady() {
        try {
            return page("/q/health/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpResponse<String> page(String path) throws IOException {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + managementPort + path))
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    int port() {
        return port;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// Returns the live heap after a collection, in MiB.
    long liveHeap() throws IOException {
        try {
            new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            String.valueOf(process.pid()),
                            "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return page("/q/metrics")
                        .body()
                        .lines()
                        .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                        .sum()
                >> 20;
    }

    /// Returns the number of AWS calls by operation, the most frequent first.
    Map<String, Long> awsCalls() throws IOException {
        Map<String, Long> calls = new HashMap<>();
        CALLS.matcher(page("/q/metrics").body())
                .results()
                .forEach(line -> calls.merge(line.group(1), (long) Double.parseDouble(line.group(2)), Long::sum));
        return calls.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, _) -> one, LinkedHashMap::new));
    }

    /// Returns the peak memory of the process in MiB; 0 if the system does not provide it (only Linux does).
    long peakMemory() throws IOException {
        Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum()
                >> 10;
    }

    Duration processorTime() {
        return processorTime(process.toHandle());
    }

    static Duration processorTime(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /// Returns the lines of its log.
    List<String> output() throws IOException {
        return new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        http.shutdownNow();
    }
}
