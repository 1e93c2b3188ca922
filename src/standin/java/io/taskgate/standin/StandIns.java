package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.backend.LibraryBackends;
import io.taskgate.standin.backend.S3Server;
import io.taskgate.standin.backend.SqsServer;
import io.taskgate.standin.backend.TemporaryFolder;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.eventbridge.EventBridge;
import io.taskgate.standin.eventbridge.StandInEventBus;
import io.taskgate.standin.eventbridge.delivery.QueueTarget;
import io.taskgate.standin.eventbridge.delivery.StateMachineTarget;
import io.taskgate.standin.fault.CallLog;
import io.taskgate.standin.fault.FaultingSession;
import io.taskgate.standin.fault.Faults;
import io.taskgate.standin.integration.Integrations;
import io.taskgate.standin.integration.LambdaCalls;
import io.taskgate.standin.integration.LiveIntegrations;
import io.taskgate.standin.mock.IntegrationMocks;
import io.taskgate.standin.mock.MockFile;
import io.taskgate.standin.realm.Realm;
import io.taskgate.standin.realm.RealmRegistry;
import io.taskgate.standin.realm.RealmServices;
import io.taskgate.standin.realm.StandInSecurityTokens;
import io.taskgate.standin.realm.WebIdentityIssuer;
import io.taskgate.standin.sample.SampleService;
import io.taskgate.standin.stepfunctions.Arns;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.ExecutionArchive;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;
import io.taskgate.standin.stepfunctions.StatusChangeEvent;
import io.taskgate.standin.wire.HttpPort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Runs all AWS services that the gateway uses, in this JVM and on loopback only.
///
/// ```java
/// try (StandIns aws = StandIns.start(Ports.FREE)) {
///     SfnClient.builder().endpointOverride(aws.states())…
/// }
/// ```
public final class StandIns implements AutoCloseable {

    public static final String LOOPBACK = "127.0.0.1";
    static final String TABLE = "taskgate-callbacks";

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Faults faults = new Faults();
    /// The header that exempts a request from faults, with any value.
    public static final String EXEMPT = FaultingSession.EXEMPT;

    private final CallLog truth = new CallLog();
    private final IntegrationMocks mocks = new IntegrationMocks();
    private final LambdaCalls functions = new LambdaCalls(
            System.getProperty("standins.functions", ""), () -> gateway().toString());
    private final LibraryBackends parts;
    private final RealmRegistry realms;
    private final HttpPort front;
    private final Map<String, Supplier<String>> sampleInputs = new ConcurrentHashMap<>();
    private final Path botocore;
    private volatile URI gateway;

    private StandIns(StandInSettings settings, Timers given) throws IOException {
        gateway = local("the gateway", settings.gateway());
        keep(truth);
        Timers timers = keep(faults.skewed(given));
        try {
            parts = keep(LibraryBackends.start(settings, faults, truth, timers));
            ExecutionArchive archive = keep(new ExecutionArchive(settings.folder("front")));
            if (settings.mocks().isPresent()) {
                mocks.use(MockFile.read(settings.mocks().get()));
            }
            realms = keep(new RealmRegistry(_ -> services(settings.eventBytes(), archive, Realm.bound(timers))));
            Runnable goOn = realms.restore(archive.open(timers.now()));
            WebIdentityIssuer issuer = new WebIdentityIssuer(this::states);
            CallJournal journal = new CallJournal(settings.folder("front"));
            FrontServer services = new FrontServer(
                    realms,
                    settings.accounts(),
                    new StandInSecurityTokens(settings.accounts(), issuer, timers),
                    journal);
            journal.replay(services::answer);
            LocalPages pages = new LocalPages(
                    this::endpoints,
                    this::environment,
                    faults,
                    truth,
                    this::startSample,
                    new SampleService(),
                    mocks,
                    issuer);
            front = keep(LibraryBackends.at(
                    "front",
                    settings.ports().front(),
                    port -> HttpPort.open(port, () -> FrontServer.session(services, pages, faults), timers::now)));
            botocore = keep(new TemporaryFolder()).create("standin-botocore");
            BotocoreData.write(botocore, this);
            goOn.run();
        } catch (IOException | RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /// Makes what the current realm has for itself.
    private RealmServices services(int eventBytes, ExecutionArchive archive, Timers timers) {
        EventBridge events = EventBridge.start(
                timers,
                truth,
                faults,
                eventBytes,
                new QueueTarget(parts.queues(), parts.sqs()),
                new StateMachineTarget((machine, input) -> realms.current()
                        .states()
                        .start(machine, UUID.randomUUID().toString(), input)),
                (bus, event) -> realms.forward(bus, event));
        Integrations integrations =
                new LiveIntegrations(() -> gateway, events, parts.queues(), parts.s3Itself(), parts.table(), functions);
        return new RealmServices(
                new StandInStepFunctions(
                        timers, truth, integrations, execution -> changed(events, execution), archive, mocks),
                events);
    }

    /// @throws IllegalStateException in Kubernetes, where stand-ins must not run
    /// @throws PortTaken naming the port and the option to change it
    public static StandIns start(Ports ports) throws IOException {
        return start(StandInSettings.at(ports));
    }

    public static StandIns start(StandInSettings settings) throws IOException {
        return start(settings, Timers.system());
    }

    public static StandIns start(Ports ports, Timers timers) throws IOException {
        return start(StandInSettings.at(ports), timers);
    }

    /// Replaces the mock file: canned answers for the integrations of Task states.
    ///
    /// @param json as in [io.taskgate.standin.mock.MockFile]
    /// @throws IllegalArgumentException naming the place that is wrong
    public void mocks(String json) {
        mocks.use(MockFile.parse(json));
    }

    private static StandIns start(StandInSettings settings, Timers timers) throws IOException {
        refuseIn(System.getenv());
        QuietLogs.libraries();
        return new StandIns(settings, timers);
    }

    static void refuseIn(Map<String, String> environment) {
        if (environment.containsKey("KUBERNETES_SERVICE_HOST")) {
            throw new IllegalStateException(
                    "The stand-ins accept any credential and do not start in Kubernetes (KUBERNETES_SERVICE_HOST is"
                            + " set).");
        }
    }

    /// Thrown if a port is in use. The message is one line for people.
    public static final class PortTaken extends IOException {
        public PortTaken(String part, int port, IOException cause) {
            super(
                    "port " + port + " (" + part
                            + ") is in use. Stop the process that uses it, or choose another port with --ports " + part
                            + "=<port>",
                    cause);
        }
    }

    private <T extends AutoCloseable> T keep(T part) {
        open.push(part);
        return part;
    }

    public static URI loopback(int port) {
        return URI.create("http://" + LOOPBACK + ":" + port);
    }

    public URI states() {
        return front.endpoint();
    }

    /// Returns the endpoint of EventBridge. The bus itself is [#bus()].
    public URI events() {
        return front.endpoint();
    }

    public URI dynamodb() {
        return parts.dynamodb();
    }

    /// Sets the delay until a write is visible in global secondary indexes. Initially there is none.
    public void indexLag(Duration lag) {
        parts.table().indexLag(lag);
    }

    public URI s3() {
        return parts.s3();
    }

    public URI sqs() {
        return parts.sqs();
    }

    public StandInEventBus bus() {
        return realms.of(Realm.HOME).events().bus();
    }

    public Faults faults() {
        return faults;
    }

    public CallLog truth() {
        return truth;
    }

    /// Sets the target of `apigateway:invoke` and `http:invoke`; the default is `http://127.0.0.1:8080`.
    public void gateway(URI base) {
        gateway = local("the gateway", base);
    }

    public static URI local(String what, URI url) {
        if (!url.getHost().matches("127\\.0\\.0\\.1|localhost|\\[::1]")) {
            throw new IllegalArgumentException("The URL of " + what + " must be on loopback, but is " + url + ".");
        }
        return url;
    }

    public URI gateway() {
        return gateway;
    }

    /// @return its ARN
    public String createStateMachine(String name, String definition) {
        return realms.of(Realm.HOME)
                .states()
                .create(name, definition, "arn:aws:iam::" + Arns.ACCOUNT + ":role/local")
                .arn();
    }

    /// Sets the input of `POST /_local/start/{name}` without a body.
    public void sampleInput(String name, Supplier<String> input) {
        sampleInputs.put(name, input);
    }

    public Execution startNamed(String name, String input) {
        return realms.of(Realm.HOME)
                .states()
                .start(
                        Arns.stateMachine(name),
                        name + "-" + UUID.randomUUID().toString().substring(0, 8),
                        input);
    }

    private JsonNode startSample(String name, String body) {
        String input =
                body.isBlank() ? sampleInputs.getOrDefault(name, () -> "{}").get() : body;
        return StatesJson.object().put("executionArn", startNamed(name, input).arn());
    }

    /// Returns the environment variables for the AWS CLI and SDKs as `NAME=value`.
    List<String> environment() {
        return List.of(
                "AWS_ENDPOINT_URL_SFN=" + states(),
                "AWS_ENDPOINT_URL_EVENTBRIDGE=" + events(),
                "AWS_ENDPOINT_URL_DYNAMODB=" + dynamodb(),
                "AWS_ENDPOINT_URL_S3=" + s3(),
                "AWS_ENDPOINT_URL_SQS=" + sqs(),
                "AWS_ENDPOINT_URL_STS=" + states(),
                // StartSyncExecution and TestState would go to sync-127.0.0.1
                "AWS_DISABLE_HOST_PREFIX_INJECTION=true",
                "AWS_DATA_PATH=" + botocore,
                "AWS_REGION=" + Arns.REGION,
                "AWS_DEFAULT_REGION=" + Arns.REGION,
                "AWS_ACCESS_KEY_ID=local",
                "AWS_SECRET_ACCESS_KEY=local");
    }

    private JsonNode endpoints() {
        ObjectNode endpoints = StatesJson.object()
                .put("states", states().toString())
                .put("events", events().toString())
                .put("dynamodb", dynamodb().toString())
                .put("s3", s3().toString())
                .put("sqs", sqs().toString());
        endpoints.putObject("queues").put(SqsServer.EVENTS, parts.eventsUrl());
        endpoints.putObject("buckets").put("payloads", S3Server.PAYLOADS);
        return endpoints.put("table", TABLE);
    }

    /// Registers a function for `lambda:invoke`. It receives the payload by POST and responds with its
    /// result.
    public void function(String name, URI url) {
        functions.map(name, url);
    }

    /// Registers a function for `lambda:invoke` whose source is a Python file with a `handler`; it runs once
    /// for each call.
    public void function(String name, Path source) {
        functions.map(name, source);
    }

    /// Returns the endpoint of the sample service.
    public URI sampleService() {
        return URI.create(front.endpoint() + SampleService.ROOT);
    }

    /// Publishes the status change of an execution to the default bus of its realm.
    private static void changed(EventBridge events, Execution execution) {
        if (StatusChangeEvent.isTold(execution)) {
            events.bus().publish(StatusChangeEvent.entry(execution), StatusChangeEvent.detail(execution));
        }
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            CloseQuietly.quietly(open.pop()::close);
        }
    }
}
