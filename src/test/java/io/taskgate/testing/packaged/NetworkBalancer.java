package io.taskgate.testing.packaged;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A TCP load balancer on loopback that behaves like a Network Load Balancer:
///
/// - a registered target gets connections only after several successful health checks;
/// - a deregistered target still gets new connections for a while;
/// - open connections stay with their target.
public final class NetworkBalancer implements AutoCloseable {

    private static final Duration CHECK = Duration.ofMillis(500);
    private static final int HEALTHY = 3;

    /// The delay of the first health check of a new target, which is at least half a minute in AWS.
    private static final Duration REGISTRATION = Duration.ofSeconds(10);

    /// The delay until a deregistration takes effect.
    public static final Duration PROPAGATION = Duration.ofSeconds(2);

    private static final int CONNECT_MILLIS = 1_000;
    private static final int BUFFER = 16 * 1024;

    private final ServerSocket listener;
    /// The number of consecutive successful checks of each target's port.
    private final Map<Integer, Integer> targets = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("balancer-checks").factory());

    private NetworkBalancer(ServerSocket listener) {
        this.listener = listener;
    }

    public static NetworkBalancer start() throws IOException {
        NetworkBalancer balancer = new NetworkBalancer(new ServerSocket(0, 1_000, InetAddress.getByName("127.0.0.1")));
        Thread.ofVirtual().start(balancer::accept);
        balancer.clock.scheduleWithFixedDelay(balancer::check, 0, CHECK.toMillis(), TimeUnit.MILLISECONDS);
        return balancer;
    }

    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + path);
    }

    public void register(int port) {
        clock.schedule(() -> targets.put(port, 0), REGISTRATION.toMillis(), TimeUnit.MILLISECONDS);
    }

    public boolean isHealthy(int port) {
        return targets.getOrDefault(port, 0) >= HEALTHY;
    }

    /// Deregisters a target and returns immediately; new connections still go there for a while.
    public void deregister(int port) {
        clock.schedule(() -> targets.remove(port), PROPAGATION.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void check() {
        targets.keySet().forEach(port -> {
            try (Socket probe = connect(port)) {
                targets.computeIfPresent(port, (_, checks) -> probe.isConnected() ? checks + 1 : 0);
            } catch (IOException away) {
                targets.computeIfPresent(port, (_, _) -> 0);
            }
        });
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress("127.0.0.1", port), CONNECT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket near = listener.accept();
                Thread.ofVirtual().start(() -> join(near));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void join(Socket near) {
        List<Integer> healthy =
                targets.keySet().stream().filter(this::isHealthy).sorted().toList();
        try (near) {
            if (healthy.isEmpty()) {
                return;
            }
            int port = healthy.get(Math.floorMod(turn.getAndIncrement(), healthy.size()));
            try (Socket far = connect(port)) {
                Thread back = Thread.ofVirtual().start(() -> copy(far, near));
                copy(near, far);
                back.join();
            }
        } catch (IOException e) {
            // the client's connection ends
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends the other direction as well when one direction has ended, because HTTP does not use half-closed
    /// connections.
    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // one side has disconnected
        }
        try {
            to.close();
            from.close();
        } catch (IOException e) {
            // already closed
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        clock.shutdownNow();
    }
}
