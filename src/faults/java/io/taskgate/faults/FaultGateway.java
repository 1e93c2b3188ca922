package io.taskgate.faults;

import io.taskgate.runtime.FailPoint;
import io.taskgate.standin.FreePort;
import io.taskgate.standin.StandIns;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A packaged gateway process on a fixed port, which a run starts, kills, stops and resumes repeatedly. All
/// gateways of a run share their keys, ledger and public URL, so every gateway accepts the links of the
/// others.
public final class FaultGateway implements AutoCloseable {

    public static final String KEY_WORKFLOW = randomKey();
    public static final String KEY_WORKER = randomKey();
    public static final String KEY_OPERATOR = randomKey();
    private static final String KEY_LINKS = randomKey();
    private static final String KEY_VAULT = randomKey();

    /// The request limit: above a gateway's share of the scenarios, below the number of requests that an
    /// [io.taskgate.faults.scenario.OverloadScenario] sends.
    public static final int MAX_REQUESTS = 256;

    private static final String HOST = "127.0.0.1";
    private static final String UNLIMITED = "unlimited";

    private final int number;
    private final Path artifact;
    private final Path output;
    private final Map<String, String> environment;
    private final int port = FreePort.find();
    private final int managementPort = FreePort.find();
    private @Nullable Process process;
    private boolean stopped;
    private List<String> cache = List.of();

    /// Starts a gateway process.
    ///
    /// @param artifact a folder such as `target/quarkus-app`
    /// @param logs the folder of its output
    FaultGateway(int number, Path artifact, Path logs, StandIns aws) throws IOException {
        this.number = number;
        this.artifact = artifact;
        this.output = Files.createDirectories(logs).resolve("gateway-" + number + ".log");
        this.environment = Map.of(
                "AWS_REGION", "us-east-1",
                "AWS_ACCESS_KEY_ID", "any",
                "AWS_SECRET_ACCESS_KEY", "thing",
                "AWS_ENDPOINT_URL_SFN", aws.states().toString(),
                "AWS_ENDPOINT_URL_EVENTBRIDGE", aws.events().toString(),
                "AWS_ENDPOINT_URL_DYNAMODB", aws.dynamodb().toString(),
                "AWS_ENDPOINT_URL_S3", aws.s3().toString(),
                "AWS_ENDPOINT_URL_SQS", aws.sqs().toString());
    }

    public int number() {
        return number;
    }

    public URI url(String path) {
        return URI.create("http://" + HOST + ":" + port + path);
    }

    /// Starts the process and returns at once.
    ///
    /// @param fatal the fail point at which the process halts
    synchronized void start(Optional<FailPoint.Step> fatal) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m"));
        command.addAll(cache);
        configuration().forEach((key, value) -> command.add("-D" + key + "=" + value));
        fatal.ifPresent(step -> command.add("-Dtaskgate.fail-point=" + step));
        command.addAll(List.of("-jar", artifact.resolve("quarkus-run.jar").toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().keySet().removeIf(name -> name.matches("(AWS|QUARKUS|TASKGATE|KUBERNETES|JAVA_TOOL)_.*"));
        builder.environment().putAll(environment);
        process = builder.start();
        stopped = false;
    }

    /// Uses an AOT cache that an earlier process wrote, because a run with many kills would otherwise spend
    /// most of its time on start-up.
    ///
    /// @param option the JVM option that writes or reads the cache
    synchronized void useCache(String option) {
        cache = List.of(option);
    }

    /// Returns 32 random bytes in Base64. The production profile rejects the published keys.
    private static String randomKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    private Map<String, String> configuration() {
        return Map.ofEntries(
                Map.entry("quarkus.http.host", HOST),
                Map.entry("quarkus.http.port", String.valueOf(port)),
                Map.entry("quarkus.management.host", HOST),
                Map.entry("quarkus.management.port", String.valueOf(managementPort)),
                Map.entry("taskgate.public-url", "https://gateway.invalid"),
                // no load balancer needs time to notice that the gateway is not ready
                Map.entry("taskgate.shutdown.delay", "1s"),
                Map.entry("taskgate.aws.ledger.create-table", "true"),
                Map.entry("taskgate.aws.payloads.bucket", "taskgate-payloads"),
                Map.entry("taskgate.events.queue", "callback-events"),
                Map.entry("taskgate.limits.credential.rate", "100000"),
                Map.entry("taskgate.limits.credential.burst", "100000"),
                Map.entry("taskgate.limits.credential.concurrency", "100000"),
                Map.entry("taskgate.limits.link.rate", "100000"),
                Map.entry("taskgate.limits.link.burst", "100000"),
                Map.entry("taskgate.limits.link.concurrency", "100000"),
                Map.entry("taskgate.limits.anonymous.rate", "100000"),
                Map.entry("taskgate.limits.anonymous.burst", "100000"),
                Map.entry("taskgate.limits.anonymous.concurrency", "100000"),
                Map.entry("taskgate.events.sources.faults.source", "faults"),
                Map.entry("taskgate.events.sources.faults.roles", "workflow,worker"),
                Map.entry("taskgate.events.sources.faults.services", "orders"),
                Map.entry("taskgate.events.sources.states.source", "aws.states"),
                Map.entry("taskgate.events.sources.states.roles", "status"),
                Map.entry("taskgate.links.keys.k1", KEY_LINKS),
                Map.entry("taskgate.vault.keys.k1", KEY_VAULT),
                Map.entry("taskgate.access.keys.workflow.secret", KEY_WORKFLOW),
                Map.entry("taskgate.access.keys.workflow.roles", "workflow"),
                Map.entry(
                        "taskgate.access.keys.workflow.runners",
                        "arn:aws:states:us-east-1:000000000000:stateMachine:*"),
                Map.entry("taskgate.access.keys.worker.secret", KEY_WORKER),
                Map.entry("taskgate.access.keys.worker.roles", "worker"),
                Map.entry("taskgate.access.keys.operator.secret", KEY_OPERATOR),
                Map.entry("taskgate.access.keys.operator.roles", "operator-read,operator-act,admin"),
                Map.entry("taskgate.http.max-requests", String.valueOf(MAX_REQUESTS)),
                Map.entry("taskgate.services.orders.operations.approve.request.via", "event"),
                Map.entry("taskgate.services.orders.operations.approve.request.detail-type", TestBed.REQUESTED),
                Map.entry("taskgate.services.orders.operations.approve.result.budget", "32KiB"));
    }

    synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    boolean isReady(HttpClient http) {
        return isHealthy(http, "ready");
    }

    /// Returns whether the gateway is healthy.
    ///
    /// @param what the health check: `live` or `ready`
    boolean isHealthy(HttpClient http, String what) {
        URI page = URI.create("http://" + HOST + ":" + managementPort + "/q/health/" + what);
        try {
            return http.send(
                                    HttpRequest.newBuilder(page)
                                            .timeout(Duration.ofSeconds(2))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Sends SIGKILL and waits until the process has ended.
    synchronized void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    /// Sends SIGTERM, as a rolling update does, and SIGKILL if the process has not ended after 30 seconds.
    void terminate() throws InterruptedException {
        terminate(Duration.ofSeconds(30));
    }

    synchronized void terminate(Duration atMost) throws InterruptedException {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
        }
    }

    synchronized void stop() throws IOException, InterruptedException {
        signal("-STOP");
        stopped = true;
    }

    synchronized void resume() throws IOException, InterruptedException {
        signal("-CONT");
        stopped = false;
    }

    /// Makes every write of the process to a file fail with EFBIG, as on a full disk. Uses `prlimit`, so it
    /// works only on Linux.
    public synchronized void fillDisk() throws IOException, InterruptedException {
        limitFiles("0");
    }

    public synchronized void clearDisk() throws IOException, InterruptedException {
        limitFiles(UNLIMITED);
    }

    private void limitFiles(String most) throws IOException, InterruptedException {
        if (process != null && process.isAlive()) {
            new ProcessBuilder("prlimit", "--pid", String.valueOf(process.pid()), "--fsize=" + most + ":" + UNLIMITED)
                    .start()
                    .waitFor();
        }
    }

    private void signal(String signal) throws IOException, InterruptedException {
        if (process != null && process.isAlive()) {
            new ProcessBuilder("kill", signal, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        }
    }

    @Override
    public synchronized void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
