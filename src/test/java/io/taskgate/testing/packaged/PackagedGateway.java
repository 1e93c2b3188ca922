package io.taskgate.testing.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskgate.standin.StandIns;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// `target/quarkus-app` as a process with the `prod` profile on loopback. It can be killed and restarted; its
/// output is in `target/packaged/<name>.log`. AWS settings are passed by environment variables, all others by
/// system properties.
public final class PackagedGateway implements AutoCloseable {

    public static final Path ARTIFACT = Path.of("target", "quarkus-app");

    /// The native binary to start instead of the JAR file (docs/native.md).
    private static final @Nullable String BINARY = System.getProperty("packaged.binary");

    static final int KILLED = 137;

    /// A start takes 3 s, and was observed to take 30 s beside other builds.
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final String HOST = "127.0.0.1";

    /// The `prod` profile rejects published keys. All processes of a run share these keys.
    private static final String LINK_KEY = randomKey();
    private static final String VAULT_KEY = randomKey();

    private static final Map<String, String> API_KEYS = new ConcurrentHashMap<>();

    private final int port = FreePorts.next();
    private final int managementPort = FreePorts.next();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Map<String, String> properties = new TreeMap<>();
    private final Map<String, String> environment = new TreeMap<>();
    private final Path log;
    private int heapMebibytes = 256;
    private @Nullable List<String> startOptions;
    private @Nullable Process process;

    private PackagedGateway(String name) {
        log = Path.of("target", "packaged", name + ".log");
        try {
            Files.createDirectories(log.getParent());
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Creates a gateway with the minimal configuration.
    public static PackagedGateway beside(StandIns aws, String name) {
        return beside(aws.states(), aws.dynamodb(), aws.s3(), aws.sqs(), name);
    }

    public static PackagedGateway beside(URI front, URI dynamodb, URI s3, URI sqs, String name) {
        PackagedGateway app = new PackagedGateway(name);
        app.environment.put("AWS_REGION", "us-east-1");
        app.environment.put("AWS_ACCESS_KEY_ID", "any");
        app.environment.put("AWS_SECRET_ACCESS_KEY", "thing");
        app.environment.put("AWS_ENDPOINT_URL_SFN", front.toString());
        app.environment.put("AWS_ENDPOINT_URL_EVENTBRIDGE", front.toString());
        app.environment.put("AWS_ENDPOINT_URL_DYNAMODB", dynamodb.toString());
        app.environment.put("AWS_ENDPOINT_URL_S3", s3.toString());
        app.environment.put("AWS_ENDPOINT_URL_SQS", sqs.toString());
        app.environment.put("TASKGATE_PUBLIC_URL", "http://" + HOST + ":" + app.port);
        return app.with("quarkus.http.host", HOST)
                .with("quarkus.http.port", String.valueOf(app.port))
                .with("quarkus.management.host", HOST)
                .with("quarkus.management.port", String.valueOf(app.managementPort))
                .with("taskgate.aws.ledger.create-table", "true")
                .with("taskgate.aws.payloads.bucket", "taskgate-payloads")
                .with("taskgate.events.queue", "callback-events")
                .with("taskgate.events.sources.tests.source", "*")
                .with("taskgate.events.sources.tests.roles", "workflow,worker,status")
                .with("taskgate.events.sources.tests.services", "*")
                .with("taskgate.links.keys.k1", LINK_KEY)
                .with("taskgate.vault.keys.k1", VAULT_KEY)
                .key("workflow")
                .key("worker")
                .key("operator")
                .with("taskgate.services.orders.operations.approve.request.via", "event")
                .with("taskgate.services.orders.operations.approve.request.detail-type", "OrderApprovalRequested")
                .with("taskgate.services.orders.operations.approve.result.budget", "32KiB");
    }

    private PackagedGateway key(String role) {
        return with("taskgate.access.keys." + role + ".secret", apiKey(role))
                .with("taskgate.access.keys." + role + ".roles", rolesOf(role))
                .with(
                        "taskgate.access.keys." + role + ".runners",
                        "arn:aws:states:us-east-1:000000000000:stateMachine:*");
    }

    private static String rolesOf(String key) {
        return switch (key) {
            case "operator" -> "operator-read,operator-act,admin";
            case "workflow" -> "workflow,author,payload-read";
            default -> key;
        };
    }

    /// Returns 32 random bytes in Base64, like `openssl rand -base64 32`.
    public static String randomKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    /// Returns the API key of a role; only the keys of the given roles are configured.
    public static String apiKey(String name) {
        return API_KEYS.computeIfAbsent(name, any -> randomKey());
    }

    public PackagedGateway with(String key, String value) {
        properties.put(key, value);
        return this;
    }

    public PackagedGateway withEnvironment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /// Sets the maximum heap size.
    public PackagedGateway heap(int mebibytes) {
        heapMebibytes = mebibytes;
        return this;
    }

    /// Sets JVM options that replace the AOT cache of all starts.
    PackagedGateway startOptions(String... options) {
        startOptions = List.of(options);
        return this;
    }

    /// Removes a configuration key and all keys below it.
    public PackagedGateway without(String key) {
        properties.keySet().removeIf(name -> name.equals(key) || name.startsWith(key + "."));
        environment.remove(key);
        return this;
    }

    /// Starts the process and returns at once.
    public PackagedGateway launch() {
        assertThat(process == null || !process.isAlive())
                .as("the process is not running")
                .isTrue();
        List<String> command = BINARY == null ? jar() : new ArrayList<>(List.of(BINARY, "-Xmx" + heapMebibytes + "m"));
        properties.forEach((key, value) -> command.add(BINARY == null ? 1 : command.size(), "-D" + key + "=" + value));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.matches("(AWS|QUARKUS|TASKGATE|KUBERNETES|JAVA_TOOL)_.*"));
        builder.environment().putAll(environment);
        try {
            Process started = builder.start();
            // A test run that is stopped leaves no process running.
            Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
            process = started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private List<String> jar() {
        assertThat(ARTIFACT.resolve("quarkus-run.jar"))
                .as("the packaged application exists (run ./mvnw package)")
                .exists();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx" + heapMebibytes + "m"));
        command.addAll(startOptions == null ? StartCache.use() : startOptions);
        command.addAll(List.of("-jar", ARTIFACT.resolve("quarkus-run.jar").toString()));
        return command;
    }

    /// Starts the process and waits until it is ready.
    public PackagedGateway start() {
        return launch().awaitHealth("ready", 200);
    }

    /// Returns the base URL of the API.
    public int port() {
        return port;
    }

    /// Restarts the process without a fail point.
    public PackagedGateway restart() {
        return without("taskgate.fail-point").start();
    }

    /// @param check the health check: `live` or `ready`
    public PackagedGateway awaitHealth(String check, int status) {
        await("health " + check + " to be " + status)
                .atMost(START)
                .failFast("The process ended. See " + log, () -> !running().isAlive())
                .ignoreExceptions()
                .until(() -> health(check) == status);
        return this;
    }

    public int health(String check) throws IOException {
        return management("/q/health/" + check).statusCode();
    }

    /// The response of the management port.
    public HttpResponse<String> management(String path) throws IOException {
        URI page = URI.create("http://" + HOST + ":" + managementPort + path);
        return send(HttpRequest.newBuilder(page).timeout(ANSWER).build());
    }

    /// Kills the process, as `kill -9` does.
    public PackagedGateway kill() {
        running().destroyForcibly();
        assertThat(exitCode(Duration.ofSeconds(10))).isEqualTo(KILLED);
        return this;
    }

    /// Sends SIGTERM, as Kubernetes does. Returns immediately.
    public void terminate() {
        running().destroy();
    }

    /// Waits until the process has ended by itself.
    public int exitCode(Duration atMost) {
        try {
            assertThat(running().waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS))
                    .as("the process ended within %s (log: %s)", atMost, log)
                    .isTrue();
            return running().exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public long pid() {
        return running().pid();
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("The process was not started.");
        }
        return process;
    }

    /// Returns the output since the first start, one entry per line.
    public List<String> output() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI url(String path) {
        return URI.create("http://" + HOST + ":" + port + path);
    }

    /// @param key the API key's role, or empty for none
    /// @throws IOException if there was no response, for example because the process ended
    public HttpResponse<String> post(URI url, String key, String body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return send(
                key.isEmpty()
                        ? request.build()
                        : request.header("X-Api-Key", apiKey(key)).build());
    }

    /// Sends a body that is generated while it is sent.
    public HttpResponse<String> post(URI url, String key, HttpRequest.BodyPublisher body, Duration within)
            throws IOException {
        return send(HttpRequest.newBuilder(url)
                .timeout(within)
                .header("Content-Type", "application/json")
                .header("X-Api-Key", apiKey(key))
                .POST(body)
                .build());
    }

    /// Returns the live heap after a garbage collection, in bytes.
    public long liveHeap() throws IOException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        run(jcmd, String.valueOf(pid()), "GC.run");
        String page = send(HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + managementPort + "/q/metrics"))
                        .timeout(ANSWER)
                        .build())
                .body();
        return page.lines()
                .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static void run(String... command) throws IOException {
        try {
            assertThat(new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor())
                    .isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    public HttpResponse<String> get(String path, String key) throws IOException {
        return send(HttpRequest.newBuilder(url(path))
                .timeout(ANSWER)
                .header("X-Api-Key", apiKey(key))
                .build());
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
        http.shutdownNow();
    }
}
