package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// All of AWS that the gateway uses, in this JVM and on loopback only.
///
/// ```java
/// try (StandIns aws = StandIns.start(Ports.FREE)) {
///     SfnClient.builder().endpointOverride(aws.states())…
/// }
/// ```
public final class StandIns implements AutoCloseable {

    static final String LOOPBACK = "127.0.0.1";
    static final String TABLE = "taskgate-callbacks";

    /// What taskgate listens to on the bus `default`.
    static final String CALLBACK_EVENTS = """
            {"detail-type": ["Callback Succeeded", "Callback Failed", "Callback Heartbeat", "Callback Requested"]}""";

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Faults faults = new Faults();
    private final Truth truth = new Truth();
    private final EventBus events;
    private final DynamoDbServer dynamodb;
    private final S3Server s3;
    private final SqsServer sqs;
    private final States states;
    private final Front front;
    private final Map<String, Supplier<String>> sampleInputs = new ConcurrentHashMap<>();
    private volatile URI gateway = loopback(8080);

    private StandIns(Ports ports, Timers timers) throws IOException {
        parts.push(timers);
        try {
            dynamodb = keep(part("dynamodb", ports.dynamodb(), DynamoDbServer::start));
            s3 = keep(part("s3", ports.s3(), S3Server::start));
            sqs = keep(part("sqs", ports.sqs(), SqsServer::start));
            Buses buses = new Buses();
            Connections connections = new Connections();
            events = keep(bus(timers, buses, connections));
            states =
                    new States(timers, truth, new LiveIntegrations(() -> gateway, events, sqs.client()), this::changed);
            StatesApi api = new StatesApi(states);
            EventsApi eventsApi = new EventsApi(events, buses, new ConnectionsApi(connections, timers));
            listen(eventsApi);
            LocalPages pages = new LocalPages(this::endpoints, faults, truth, this::startSample);
            front = keep(
                    part("front", ports.front(), port -> Front.start(port, api, eventsApi, events, faults, pages)));
        } catch (IOException | RuntimeException failed) {
            close();
            throw failed;
        }
    }

    private EventBus bus(Timers timers, Buses buses, Connections connections) {
        Targets targets = new Targets(
                new QueueTarget(sqs.client(), sqs.endpoint()),
                new StateMachineTarget(this::startForEvent),
                new DestinationTarget(connections, timers));
        return new EventBus(timers, truth, buses, new Deliveries(timers, truth, targets), Limits.EVENT_BYTES);
    }

    private void startForEvent(String machine, String input) {
        states.start(machine, UUID.randomUUID().toString(), input);
    }

    /// The rule that brings taskgate's events to its queue: one like any other.
    private static void listen(EventsApi api) {
        api.call("PutRule", Json.object().put("Name", SqsServer.EVENTS).put("EventPattern", CALLBACK_EVENTS));
        ObjectNode targets = Json.object().put("Rule", SqsServer.EVENTS);
        targets.putArray("Targets").addObject().put("Id", SqsServer.EVENTS).put("Arn", Arns.queue(SqsServer.EVENTS));
        api.call("PutTargets", targets);
    }

    /// @throws IllegalStateException in Kubernetes, where these have no business
    /// @throws PortTaken naming the port and how to choose another
    public static StandIns start(Ports ports) throws IOException {
        return start(ports, Timers.system());
    }

    static StandIns start(Ports ports, Timers timers) throws IOException {
        refuseIn(System.getenv());
        QuietLogs.libraries();
        return new StandIns(ports, timers);
    }

    static void refuseIn(Map<String, String> environment) {
        if (environment.containsKey("KUBERNETES_SERVICE_HOST")) {
            throw new IllegalStateException(
                    "the stand-ins accept any credential: they do not start in Kubernetes (KUBERNETES_SERVICE_HOST is set)");
        }
    }

    /// The message is for a person: one line.
    public static final class PortTaken extends IOException {
        PortTaken(String part, int port, IOException cause) {
            super(
                    "port " + port + " (" + part
                            + ") is taken: stop what listens there, or choose another with --ports " + part + "=<port>",
                    cause);
        }
    }

    @FunctionalInterface
    private interface Starter<T> {
        T start(int port) throws IOException;
    }

    private static <T> T part(String name, int port, Starter<T> starter) throws IOException {
        try {
            return starter.start(port);
        } catch (IOException failed) {
            // Jetty wraps the bind failure
            if (failed instanceof BindException || failed.getCause() instanceof BindException) {
                throw new PortTaken(name, port, failed);
            }
            throw failed;
        }
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    static URI loopback(int port) {
        return URI.create("http://" + LOOPBACK + ":" + port);
    }

    public URI states() {
        return front.endpoint();
    }

    /// Where EventBridge answers. The bus itself is [#bus()].
    public URI events() {
        return front.endpoint();
    }

    public URI dynamodb() {
        return dynamodb.endpoint();
    }

    public URI s3() {
        return s3.endpoint();
    }

    public URI sqs() {
        return sqs.endpoint();
    }

    public EventBus bus() {
        return events;
    }

    public Faults faults() {
        return faults;
    }

    public Truth truth() {
        return truth;
    }

    /// Where `apigateway:invoke` and `http:invoke` go, until now `http://127.0.0.1:8080`.
    public void gateway(URI base) {
        if (!base.getHost().matches("127\\.0\\.0\\.1|localhost|\\[::1]")) {
            throw new IllegalArgumentException("the gateway must be on loopback, not at " + base);
        }
        gateway = base;
    }

    URI gateway() {
        return gateway;
    }

    /// @return its ARN
    public String createStateMachine(String name, String definition) {
        return states.create(name, definition, "arn:aws:iam::" + Arns.ACCOUNT + ":role/local")
                .arn();
    }

    /// The input of `POST /_local/start/{name}` without a body.
    void sampleInput(String name, Supplier<String> input) {
        sampleInputs.put(name, input);
    }

    Execution startNamed(String name, String input) {
        return states.start(
                Arns.stateMachine(name),
                name + "-" + UUID.randomUUID().toString().substring(0, 8),
                input);
    }

    private JsonNode startSample(String name, String body) {
        String input =
                body.isBlank() ? sampleInputs.getOrDefault(name, () -> "{}").get() : body;
        return Json.object().put("executionArn", startNamed(name, input).arn());
    }

    private JsonNode endpoints() {
        ObjectNode endpoints = Json.object()
                .put("states", states().toString())
                .put("events", events().toString())
                .put("dynamodb", dynamodb().toString())
                .put("s3", s3().toString())
                .put("sqs", sqs().toString());
        endpoints.putObject("queues").put(SqsServer.EVENTS, sqs.eventsUrl());
        endpoints.putObject("buckets").put("payloads", S3Server.PAYLOADS);
        return endpoints.put("table", TABLE);
    }

    /// Step Functions tells the default bus about its executions.
    private void changed(Execution execution) {
        ObjectNode detail = Json.object()
                .put("executionArn", execution.arn())
                .put("stateMachineArn", execution.machine().arn())
                .put("name", execution.name())
                .put("status", execution.status().name());
        ObjectNode entry =
                Json.object().put("Source", "aws.states").put("DetailType", "Step Functions Execution Status Change");
        entry.putArray("Resources").add(execution.arn());
        events.publish(entry, detail);
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            Closing.quietly(parts.pop()::close);
        }
    }
}
