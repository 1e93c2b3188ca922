package io.taskgate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A TCP proxy to a server on loopback that can be cut: open connections break, and new ones fail
/// immediately.
public final class CuttableProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final URI far;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    private CuttableProxy(ServerSocket listener, URI far) {
        this.listener = listener;
        this.far = far;
    }

    public static CuttableProxy to(URI far) throws IOException {
        CuttableProxy cable = new CuttableProxy(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), far);
        Thread.ofVirtual().name("cable").start(cable::accept);
        return cable;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /// Cuts all connections during an action.
    public void cutWhile(Runnable during) {
        cut = true;
        open.forEach(CuttableProxy::close);
        try {
            during.run();
        } finally {
            cut = false;
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                join(listener.accept());
            } catch (IOException e) {
                // closed, or a connection that failed
            }
        }
    }

    private void join(Socket near) throws IOException {
        Socket other = new Socket(far.getHost(), far.getPort());
        open.add(near);
        open.add(other);
        // Check after the sockets are registered: a concurrent cut either finds them or is visible here.
        if (cut) {
            close(near);
            close(other);
        }
        Thread.ofVirtual().start(() -> copy(near, other));
        Thread.ofVirtual().start(() -> copy(other, near));
    }

    private void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // one end is closed, so the other is closed as well
        } finally {
            close(from);
            close(to);
            open.remove(from);
            open.remove(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        open.forEach(CuttableProxy::close);
    }
}
