package io.taskgate.bench;

import io.taskgate.standin.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// The packaged gateway with the production profile, with the stub as its AWS.
final class GatewayProcess implements AutoCloseable {

    static final String KEY = randomKey();

    private static final Duration START = Duration.ofSeconds(60);

    private final MeasuredProcess fork;
    private final int port;

    private GatewayProcess(MeasuredProcess fork, int port) {
        this.fork = fork;
        this.port = port;
    }

    private static final Path THIS_BUILD = Path.of("target/quarkus-app/quarkus-run.jar");

    static GatewayProcess start(URI aws) throws IOException {
        return start(aws, List.of());
    }

    /// Starts another build of the gateway with the same configuration.
    ///
    /// @param jar its `quarkus-run.jar`
    static GatewayProcess other(URI aws, Path jar) throws IOException {
        return start("other", aws, List.of(), jar);
    }

    /// Starts a gateway.
    ///
    /// @param more additional options of the JVM
    static GatewayProcess start(URI aws, List<String> more) throws IOException {
        return start("gateway", aws, more, THIS_BUILD);
    }

    private static GatewayProcess start(String name, URI aws, List<String> more, Path jar) throws IOException {
        int port = FreePort.find();
        List<String> arguments = new ArrayList<>(configuration(port, FreePort.find()));
        arguments.addAll(more);
        arguments.addAll(List.of("-jar", jar.toString()));
        return new GatewayProcess(MeasuredProcess.java(name, arguments, environment(aws), false), port).started();
    }

    /// Starts the gateway as the image does, without waiting for it.
    ///
    /// @param folder  the packaged application
    /// @param options the options of the JVM
    static GatewayProcess image(Path folder, List<String> options, URI aws, int management) throws IOException {
        int port = FreePort.find();
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(configuration(port, management));
        arguments.addAll(List.of("-jar", "quarkus-run.jar"));
        return new GatewayProcess(MeasuredProcess.java("image", folder, arguments, environment(aws), false), port);
    }

    /// Returns 32 random bytes in Base64. The production profile rejects the published keys.
    private static String randomKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    /// The settings of AWS as every build of the gateway takes them.
    private static Map<String, String> environment(URI aws) {
        return Map.of(
                "AWS_REGION", "us-east-1",
                "AWS_ACCESS_KEY_ID", "bench",
                "AWS_SECRET_ACCESS_KEY", "not-a-secret",
                "AWS_ENDPOINT_URL", aws.toString());
    }

    private static List<String> configuration(int port, int management) {
        return List.of(
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.management.host=127.0.0.1",
                "-Dquarkus.management.port=" + management,
                "-Dtaskgate.aws.payloads.bucket=unused",
                "-Dtaskgate.public-url=http://127.0.0.1:" + port,
                "-Dtaskgate.links.keys.bench=" + randomKey(),
                "-Dtaskgate.vault.keys.bench=" + randomKey(),
                "-Dtaskgate.access.keys.bench.secret=" + KEY,
                "-Dtaskgate.access.keys.bench.roles=workflow",
                "-Dtaskgate.services.orders.operations.approve.request.via=event",
                "-Dtaskgate.services.orders.operations.approve.timeout=1h",
                // The stub has no quota, so that the figures depend on the gateway only.
                "-Dtaskgate.quota.burst=1000000",
                "-Dtaskgate.quota.rate=1000000");
    }

    private GatewayProcess started() throws IOException {
        long end = System.nanoTime() + START.toNanos();
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return this;
            } catch (IOException e) {
                if (!fork.process().isAlive() || System.nanoTime() > end) {
                    close();
                    throw new IOException(
                            "The gateway did not start. See " + MeasuredProcess.OUTPUT.toAbsolutePath(), e);
                }
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }
    }

    int port() {
        return port;
    }

    MeasuredProcess fork() {
        return fork;
    }

    @Override
    public void close() {
        fork.close();
    }
}
