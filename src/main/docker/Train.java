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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// Makes the AOT cache of the packaged application by one run of it, without AWS and without a network: the
/// ledger does not answer, so its calls end in 503, but all that a start and a first request load is loaded.
/// Ends with 1 where no cache came out.
///
///     java Train.java target/quarkus-app        (in Dockerfile.jvm: the compiled class)
final class Train {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String API = "http://127.0.0.1:8080";
    private static final String HEALTH = "http://127.0.0.1:9000/q/health/";

    private static final String KEY = randomKey();

    /// Nothing of this goes into the cache: it is read by the run and forgotten with it.
    private static final Map<String, String> CONFIGURATION = Map.ofEntries(
            Map.entry("quarkus.http.host", "127.0.0.1"),
            Map.entry("quarkus.management.host", "127.0.0.1"),
            Map.entry("taskgate.public-url", "http://127.0.0.1:8080"),
            Map.entry("taskgate.shutdown.delay", "0s"),
            Map.entry("taskgate.shutdown.grace-period", "1s"),
            Map.entry("taskgate.aws.payloads.bucket", "training"),
            Map.entry("taskgate.links.keys.k", randomKey()),
            Map.entry("taskgate.vault.keys.k", randomKey()),
            Map.entry("taskgate.access.keys.training.secret", KEY),
            Map.entry(
                    "taskgate.access.keys.training.roles",
                    "workflow,worker,operator-read,operator-act,author,payload-read"),
            Map.entry("taskgate.services.orders.operations.approve.request.via", "event"));

    /// AWS is a port where nobody listens.
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "AWS_REGION", "us-east-1",
            "AWS_ACCESS_KEY_ID", "training",
            "AWS_SECRET_ACCESS_KEY", "training",
            "AWS_ENDPOINT_URL", "http://127.0.0.1:1");

    private Train() {}

    /// 32 bytes in base64: production takes no key that stands in a file.
    private static String randomKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        Path cache = folder.resolve("app.aot");
        Files.deleteIfExists(cache);
        Process app = start(folder, cache);
        try {
            await(HEALTH + "live");
            exercise();
            app.destroy();
            app.waitFor();
        } finally {
            app.destroyForcibly();
        }
        // The cache is put together by another process, which the first one waits for.
        if (!Files.exists(cache) || Files.size(cache) == 0) {
            System.err.println("no cache came out at " + cache);
            System.exit(1);
        }
        System.out.println(cache + ": " + Files.size(cache) / (1024 * 1024) + " MiB");
    }

    private static Process start(Path folder, Path cache) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:AOTCacheOutput=" + cache.getFileName());
        // as in production: a cache fits one collector's objects best
        command.addAll(List.of(System.getenv()
                .getOrDefault("TRAIN_OPTIONS", "-XX:+UseSerialGC")
                .split(" ")));
        CONFIGURATION.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", "quarkus-run.jar"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .inheritIO();
        builder.environment().putAll(ENVIRONMENT);
        return builder.start();
    }

    private static void exercise() throws IOException, InterruptedException {
        for (int i = 0; i < 20; i++) {
            post(
                    "/v1/shapes/preview",
                    "{\"shape\": {\"Parameters\": {\"id.$\": \"$.order.id\"}}, \"payload\": {\"order\": {\"id\": " + i
                            + "}}}");
            post(
                    "/v1/shapes/preview",
                    "{\"shape\": {\"Output\": \"{% $states.result.id %}\", \"QueryLanguage\": \"JSONata\"},"
                            + " \"payload\": {\"id\": "
                            + i + "}}");
        }
        post(
                "/v1/callbacks",
                "{\"taskToken\": \"t\", \"service\": \"orders\", \"operation\": \"approve\", \"correlationKey\":"
                        + " \"k\", \"input\": {}}");
        post("/v1/correlations/orders/approve/k/success", "{\"approved\": true}");
        post("/v1/payloads", "[1, 2, 3]");
        get(HEALTH + "ready");
        get("http://127.0.0.1:9000/q/metrics");
    }

    private static void post(String path, String body) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(URI.create(API + path))
                .header("Content-Type", "application/json")
                .header("X-Api-Key", KEY)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static int get(String url) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url)));
    }

    private static int send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static void await(String url) throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            try {
                if (get(url) == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // not listening yet
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException(url + " did not answer 200 within " + PATIENCE);
    }
}
