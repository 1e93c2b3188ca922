package io.taskgate.bench.dynamodb;

import io.taskgate.bench.MeasuredProcess;
import io.taskgate.standin.Main;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// Measures conditional updates per second of a DynamoDB endpoint over HTTP, in total and per busy core of
/// its process: the stand-in in a separate JVM, or another endpoint at the URL in the first argument (then
/// without the figure per core). Items have about 1 KB; each update changes a state, a version and a time
/// under a condition on the version. Run it manually (`docs/benchmarks.md`).
public final class DynamoDbBenchmark {

    private static final int CALLERS = 8;
    private static final int ITEMS = 1_000;
    private static final Duration WARM_UP = Duration.ofSeconds(6);
    private static final Duration MEASURED = Duration.ofSeconds(8);
    private static final String TABLE = "bench";

    private final URI endpoint;
    private final AtomicLong done = new AtomicLong();
    private volatile boolean ends;

    private DynamoDbBenchmark(URI endpoint) {
        this.endpoint = endpoint;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length > 0) {
            new DynamoDbBenchmark(URI.create(arguments[0])).run(() -> Duration.ZERO);
            return;
        }
        try (MeasuredProcess standIns = MeasuredProcess.java(
                "dynamodb",
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "--ports",
                        "front=0,dynamodb=0,s3=0,sqs=0"),
                Map.of(),
                true)) {
            new DynamoDbBenchmark(started(standIns)).run(standIns::cpu);
        }
    }

    private static URI started(MeasuredProcess standIns) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(standIns.process().getInputStream(), StandardCharsets.UTF_8));
        URI endpoint = URI.create("");
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("AWS_ENDPOINT_URL_DYNAMODB=")) {
                endpoint = URI.create(line.substring(line.indexOf('=') + 1));
            }
            if (line.equals("READY")) {
                return endpoint;
            }
        }
        throw new IOException("The stand-ins did not start. See target/bench/dynamodb.log.");
    }

    /// Returns the CPU time of the server so far.
    private interface ProcessorTime {
        Duration used();
    }

    private void run(ProcessorTime processor) throws IOException, InterruptedException {
        try (Connection connection = new Connection(endpoint)) {
            connection.call("CreateTable", """
                    {"TableName": "%s", "BillingMode": "PAY_PER_REQUEST",
                     "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"},
                                              {"AttributeName": "shard", "AttributeType": "S"},
                                              {"AttributeName": "due", "AttributeType": "N"}],
                     "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
                     "GlobalSecondaryIndexes": [{"IndexName": "due", "Projection": {"ProjectionType": "KEYS_ONLY"},
                         "KeySchema": [{"AttributeName": "shard", "KeyType": "HASH"},
                                       {"AttributeName": "due", "KeyType": "RANGE"}]}]}
                    """.formatted(TABLE));
            for (int item = 0; item < ITEMS; item++) {
                connection.call("PutItem", """
                        {"TableName": "%s", "Item": {"id": {"S": "item-%d"}, "version": {"N": "0"}, "state": {"S": "A"},
                         "payload": {"S": "%s"}}}""".formatted(TABLE, item, "x".repeat(1_000)));
            }
        }
        List<Thread> callers = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            int first = caller;
            callers.add(Thread.ofPlatform().start(() -> updates(first)));
        }
        Thread.sleep(WARM_UP);
        long before = done.get();
        Duration busyBefore = processor.used();
        long start = System.nanoTime();
        Thread.sleep(MEASURED);
        double seconds = (System.nanoTime() - start) / 1e9;
        long updates = done.get() - before;
        double busy = processor.used().minus(busyBefore).toNanos() / 1e9;
        ends = true;
        for (Thread caller : callers) {
            caller.join();
        }
        System.out.printf(Locale.ROOT, "%d callers: %.0f conditional updates per second%n", CALLERS, updates / seconds);
        if (busy > 0) {
            System.out.printf(
                    Locale.ROOT,
                    "%.0f per busy core of the server (%.2f cores), %.0f µs of CPU time per update%n",
                    updates / busy,
                    busy / seconds,
                    busy * 1e6 / updates);
        }
    }

    /// Each caller has its own items, so that each condition holds.
    private void updates(int caller) {
        try (Connection connection = new Connection(endpoint)) {
            for (int version = 0; !ends; version++) {
                for (int item = caller; item < ITEMS && !ends; item += CALLERS) {
                    connection.call("UpdateItem", """
                            {"TableName": "%s", "Key": {"id": {"S": "item-%d"}},
                             "UpdateExpression": "SET #state = :state, #version = :next, #due = :due, #shard = :shard",
                             "ConditionExpression": "attribute_exists(id) AND #version = :version AND #state IN (:a, :b)",
                             "ExpressionAttributeNames": {"#state": "state", "#version": "version", "#due": "due",
                                 "#shard": "shard"},
                             "ExpressionAttributeValues": {":state": {"S": "%s"}, ":next": {"N": "%d"},
                                 ":due": {"N": "%d"}, ":shard": {"S": "s%d"}, ":version": {"N": "%d"},
                                 ":a": {"S": "A"}, ":b": {"S": "B"}}}
                            """.formatted(
                                    TABLE,
                                    item,
                                    version % 2 == 0 ? "B" : "A",
                                    version + 1,
                                    1_000_000 + version,
                                    item % 8,
                                    version));
                    done.incrementAndGet();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A minimal HTTP client, so that the caller costs little.
    private static final class Connection implements AutoCloseable {

        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Connection(URI endpoint) throws IOException {
            socket = new Socket(endpoint.getHost(), endpoint.getPort());
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        /// @throws IOException if the update fails
        void call(String operation, String body) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            byte[] head = ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.0\r\n"
                            + "X-Amz-Target: DynamoDB_20120810." + operation + "\r\n"
                            + "Authorization: AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request,"
                            + " SignedHeaders=host, Signature=0\r\nX-Amz-Date: 20260101T000000Z\r\n"
                            + "Content-Length: " + bytes.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
            byte[] request = new byte[head.length + bytes.length];
            System.arraycopy(head, 0, request, 0, head.length);
            System.arraycopy(bytes, 0, request, head.length, bytes.length);
            out.write(request);
            String status = line();
            int length = 0;
            for (String header = line(); !header.isEmpty(); header = line()) {
                if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                    length = Integer.parseInt(header.substring(15).strip());
                }
            }
            byte[] answer = in.readNBytes(length);
            if (!status.contains(" 200 ")) {
                throw new IOException(operation + ": " + status + " " + new String(answer, StandardCharsets.UTF_8));
            }
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("The server closed the connection.");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
