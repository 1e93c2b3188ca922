package io.taskgate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A way to a server on loopback that can be cut: what is open then breaks, and what is opened breaks at once.
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

    /// Runs `during` while the cable is cut.
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
                // closed, or one connection that did not come about
            }
        }
    }

    private void join(Socket near) throws IOException {
        Socket other = new Socket(far.getHost(), far.getPort());
        open.add(near);
        open.add(other);
        // looked at after they can be found: whoever cuts either finds them or was seen here
        if (cut) {
            close(near);
            close(other);
        }
        Thread.ofVirtual().start(() -> pour(near, other));
        Thread.ofVirtual().start(() -> pour(other, near));
    }

    private void pour(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // one end is gone: so is the other
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
