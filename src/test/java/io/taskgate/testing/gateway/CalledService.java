package io.taskgate.testing.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/// A service that the gateway calls. Its reactions are set by path without the query, one for each request;
/// the last one applies to all further requests. Uses one connection for each request.
public final class CalledService implements AutoCloseable {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final ServerSocket server;
    private final String scheme;
    private final Thread acceptor = Thread.ofVirtual().unstarted(this::accept);
    private final Map<String, ConcurrentLinkedDeque<Reaction>> manners = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /// @param headers the headers by lower-case name
    public record Request(String method, String target, Map<String, String> headers, String body) {
        public String path() {
            return target.split("\\?", 2)[0];
        }

        public JsonNode json() {
            return Json.parseTrusted(body.getBytes(StandardCharsets.UTF_8));
        }
    }

    /// A reaction to a request.
    @FunctionalInterface
    public interface Reaction {
        void answer(Request request, Socket socket) throws IOException;
    }

    private CalledService(ServerSocket server, String scheme) {
        this.server = server;
        this.scheme = scheme;
    }

    public static CalledService start() throws IOException {
        return start(socket(ServerSocketFactory.getDefault()), "http");
    }

    private static ServerSocket socket(ServerSocketFactory sockets) throws IOException {
        return sockets.createServerSocket(0, 200, InetAddress.getByName("127.0.0.1"));
    }

    private static CalledService start(ServerSocket socket, String scheme) {
        CalledService service = new CalledService(socket, scheme);
        service.acceptor.start();
        return service;
    }

    /// Creates a service with TLS, for clients that trust the certificate of the tests.
    public static CalledService secured() throws IOException {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store("server"), PASSWORD);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store("trusts-client"));
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            SSLServerSocket socket = (SSLServerSocket) socket(tls.getServerSocketFactory());
            socket.setNeedClientAuth(true);
            return start(socket, "https");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore store(String name) throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(new File("src/test/resources/tls/" + name + ".p12"), PASSWORD);
    }

    public URI endpoint() {
        return URI.create(scheme + "://localhost:" + server.getLocalPort());
    }

    public void on(String path, Reaction... inTurn) {
        manners.put(path, new ConcurrentLinkedDeque<>(List.of(inTurn)));
    }

    /// Returns the requests to a path, oldest first.
    public List<Request> requests(String path) {
        return requests.stream().filter(request -> request.path().equals(path)).toList();
    }

    /// Returns all requests, oldest first.
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Request request = read(socket.getInputStream());
            requests.add(request);
            ConcurrentLinkedDeque<Reaction> inTurn = manners.get(request.path());
            Reaction manner = inTurn == null ? answering(404, "{}") : next(inTurn);
            manner.answer(request, socket);
        } catch (IOException _) {
            // the client disconnected
        }
    }

    private static Reaction next(ConcurrentLinkedDeque<Reaction> inTurn) {
        synchronized (inTurn) {
            return inTurn.size() > 1 ? inTurn.removeFirst() : inTurn.getFirst();
        }
    }

    private static Request read(InputStream in) throws IOException {
        String[] first = line(in).split(" ");
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String[] header = line.split(":", 2);
            headers.put(header[0].toLowerCase(Locale.ROOT), header[1].strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Request(first[0], first[1], headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("The client sent no request.");
            }
            line.write(octet);
        }
        return line.toString(StandardCharsets.UTF_8).strip();
    }

    /// Closes the port, so that it refuses connections.
    @Override
    public void close() {
        try {
            server.close();
            // The socket stays open until its waiting thread has ended.
            acceptor.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- reactions

    public static Reaction answering(int status, String body) {
        return answering(status, body, "");
    }

    /// @param more additional header lines, each with its line end
    public static Reaction answering(int status, String body, String more) {
        return text(status, "application/json", body, more);
    }

    public static Reaction text(int status, String type, String body, String more) {
        return (request, socket) -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            head(socket, status, "Content-Type: " + type + "\r\n" + more + "Content-Length: " + bytes.length + "\r\n");
            socket.getOutputStream().write(bytes);
        };
    }

    private static void head(Socket socket, int status, String headers) throws IOException {
        String head = "HTTP/1.1 " + status + " Any\r\nConnection: close\r\n" + headers + "\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
    }

    /// Rejects a request unless a header starts with a text, and otherwise behaves as another reaction.
    public static Reaction wanting(String header, String start, Reaction then) {
        return (request, socket) -> {
            boolean proven = request.headers().getOrDefault(header, "").startsWith(start);
            (proven ? then : answering(401, "{}")).answer(request, socket);
        };
    }

    /// Resets the connection.
    public static Reaction reset() {
        return (request, socket) -> socket.setSoLinger(true, 0);
    }

    /// Sends nothing until the client disconnects.
    public static Reaction silent() {
        return (request, socket) -> socket.getInputStream().read();
    }

    /// Sends a head and the start of a body, and then nothing until the client disconnects.
    public static Reaction stalled() {
        return (request, socket) -> {
            head(socket, 200, "Content-Type: application/json\r\nContent-Length: 1000\r\n");
            socket.getOutputStream().write("{\"half\": ".getBytes(StandardCharsets.UTF_8));
            socket.getInputStream().read();
        };
    }

    /// Closes the connection within the body.
    public static Reaction half() {
        return (request, socket) -> {
            head(socket, 200, "Content-Type: application/json\r\nContent-Length: 1000\r\n");
            socket.getOutputStream().write("{\"half\": ".getBytes(StandardCharsets.UTF_8));
        };
    }

    /// Sends a list of numbers of about a number of bytes, without a Content-Length.
    public static Reaction large(long bytes) {
        return (request, socket) -> {
            head(socket, 200, "Content-Type: application/json\r\n");
            OutputStream out = socket.getOutputStream();
            byte[] some = "1234567,".repeat(1024).getBytes(StandardCharsets.UTF_8);
            out.write('[');
            for (long sent = 0; sent < bytes; sent += some.length) {
                out.write(some);
            }
            out.write("1]".getBytes(StandardCharsets.UTF_8));
        };
    }

    /// Sends an endless list of numbers, 8 KiB every 20 ms.
    public static Reaction dripping() {
        return (request, socket) -> {
            head(socket, 200, "Content-Type: application/json\r\n");
            socket.setSoTimeout(20);
            byte[] some = "1234567,".repeat(1024).getBytes(StandardCharsets.UTF_8);
            socket.getOutputStream().write('[');
            while (!hasGone(socket)) {
                socket.getOutputStream().write(some);
            }
        };
    }

    /// Waits until the client disconnects, at most for the timeout of the socket.
    private static boolean hasGone(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException _) {
            return false;
        }
    }

    /// Signals that a request has arrived, and answers when it is released.
    public static Reaction gated(Semaphore reached, CountDownLatch open, Reaction then) {
        return (request, socket) -> {
            reached.release();
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            then.answer(request, socket);
        };
    }
}
