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

/// `target/quarkus-app` as a process, in the profile `prod`, on loopback. It can be killed and started again;
/// what it wrote stays in `target/packaged/<name>.log`. AWS is given by environment, the rest by system
/// properties.
public final class PackagedGateway implements AutoCloseable {

    public static final Path ARTIFACT = Path.of("target", "quarkus-app");

    /// A native binary to be started in the place of the jar (docs/native.md).
    private static final @Nullable String BINARY = System.getProperty("packaged.binary");

    static final int KILLED = 137;

    /// A start takes 3 s; half a minute was seen beside other builds.
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final String HOST = "127.0.0.1";

    /// The profile `prod` takes no key that stands in a file. All processes of a run share these.
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

    /// With the least configuration that starts.
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

    /// 32 bytes in base64, as from `openssl rand -base64 32`.
    public static String randomKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    /// The API key of this name; only those of the roles are configured.
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

    /// The most heap that it gets.
    public PackagedGateway heap(int mebibytes) {
        heapMebibytes = mebibytes;
        return this;
    }

    /// With these options of the JVM in the place of the cache that all starts share.
    PackagedGateway startOptions(String... options) {
        startOptions = List.of(options);
        return this;
    }

    /// Without this key and all below it.
    public PackagedGateway without(String key) {
        properties.keySet().removeIf(name -> name.equals(key) || name.startsWith(key + "."));
        environment.remove(key);
        return this;
    }

    /// Starts the process and returns at once.
    public PackagedGateway launch() {
        assertThat(process == null || !process.isAlive())
                .as("one process at a time")
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
            // A test run that is stopped leaves nothing running.
            Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
            process = started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private List<String> jar() {
        assertThat(ARTIFACT.resolve("quarkus-run.jar"))
                .as("the packaged application: run ./mvnw package")
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

    /// As it was, but without a fail point.
    public PackagedGateway restart() {
        return without("taskgate.fail-point").start();
    }

    /// @param check live or ready
    public PackagedGateway awaitHealth(String check, int status) {
        await("health " + check + " to be " + status)
                .atMost(START)
                .failFast("the process ended, see " + log, () -> !running().isAlive())
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

    /// Waits for the process to end by itself.
    public int exitCode(Duration atMost) {
        try {
            assertThat(running().waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS))
                    .as("ended within %s, see %s", atMost, log)
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
            throw new IllegalStateException("not launched");
        }
        return process;
    }

    /// All that it wrote since it was first launched, a line each.
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
    /// @throws IOException when no answer came, as from a process that died
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

    /// A body that is made while it is sent.
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
