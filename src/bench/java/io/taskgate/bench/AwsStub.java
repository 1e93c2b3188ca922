package io.taskgate.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An AWS stub that answers immediately: the operations of DynamoDB, Step Functions and EventBridge that a
/// registration and a settlement need, on one port. It counts the calls and records them on request. Uses one
/// thread per connection.
final class AwsStub implements Closeable {

    /// The calls that belong to no callback: those of the sweep and the health check.
    private static final Set<String> HOUSEKEEPING = Set.of("Query", "DescribeTable");

    private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.UTF_8);
    private static final int BACKLOG = 512;

    private final JsonMapper mapper = new JsonMapper();
    private final StubTable items = new StubTable();
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final ServerSocket server;
    private volatile @Nullable List<Call> recording;
    private volatile String date = now();

    /// One call as received.
    record Call(String operation, JsonNode body) {}

    AwsStub() throws IOException {
        server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("stub").start(this::accept);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /// Starts to record all calls except housekeeping.
    void record() {
        recording = new ArrayList<>();
    }

    List<Call> recorded() {
        List<Call> calls = recording;
        recording = null;
        return calls == null ? List.of() : calls;
    }

    /// Returns the number of calls by operation, without housekeeping.
    Map<String, Long> counts() {
        return counts.entrySet().stream()
                .filter(entry -> !HOUSEKEEPING.contains(entry.getKey()))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().sum(), Long::sum, TreeMap::new));
    }

    void forgetItems() {
        items.clear();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofPlatform().daemon().start(() -> serve(socket));
            } catch (IOException e) {
                // Closed, or the peer has already disconnected.
            }
        }
    }

    private void serve(Socket socket) {
        try (BenchmarkConnection wire = new BenchmarkConnection(socket)) {
            for (BenchmarkConnection.Message message = wire.read(); message != null; message = wire.read()) {
                byte[] reply = reply(message);
                wire.write(head(reply.length), reply);
            }
        } catch (IOException e) {
            // The peer has disconnected.
        }
    }

    private String head(int length) {
        return "HTTP/1.1 200 OK\r\nDate: " + date
                + "\r\nContent-Type: application/x-amz-json-1.0\r\nx-amzn-RequestId: stub\r\nContent-Length: " + length
                + "\r\n\r\n";
    }

    private byte[] reply(BenchmarkConnection.Message message) throws IOException {
        String operation = message.target().substring(message.target().lastIndexOf('.') + 1);
        counts.computeIfAbsent(operation, name -> new LongAdder()).increment();
        if (HOUSEKEEPING.contains(operation)) {
            date = now();
        }
        JsonNode body = mapper.readTree(message.body());
        List<Call> calls = recording;
        if (calls != null && !HOUSEKEEPING.contains(operation)) {
            synchronized (calls) {
                calls.add(new Call(operation, body));
            }
        }
        return answer(operation, body);
    }

    private byte[] answer(String operation, JsonNode body) throws IOException {
        return switch (operation) {
            case "PutItem" -> {
                items.put(body);
                yield NOTHING;
            }
            case "GetItem" -> item("Item", items.get(body));
            case "UpdateItem" -> item("Attributes", items.update(body));
            case "DeleteItem" -> {
                items.delete(body);
                yield NOTHING;
            }
            case "Query" -> "{\"Items\":[],\"Count\":0}".getBytes(StandardCharsets.UTF_8);
            case "DescribeTable" -> "{\"Table\":{\"TableStatus\":\"ACTIVE\"}}".getBytes(StandardCharsets.UTF_8);
            case "PutEvents" ->
                "{\"FailedEntryCount\":0,\"Entries\":[{\"EventId\":\"stub\"}]}".getBytes(StandardCharsets.UTF_8);
            case "SendTaskSuccess", "SendTaskFailure", "SendTaskHeartbeat" -> NOTHING;
            default -> throw new IOException("The stub does not support " + operation);
        };
    }

    private byte[] item(String name, @Nullable ObjectNode item) throws IOException {
        return item == null
                ? NOTHING
                : mapper.writeValueAsBytes(JsonNodeFactory.instance.objectNode().set(name, item));
    }

    private static String now() {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
    }
}
