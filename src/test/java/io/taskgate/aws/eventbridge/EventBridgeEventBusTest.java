package io.taskgate.aws.eventbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.taskgate.aws.client.AdapterFixture;
import io.taskgate.callback.dispatch.DispatchResult;
import io.taskgate.route.Target;
import io.taskgate.standin.fault.Fault;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests PutEvents, whose entries can fail individually in a successful call.
class EventBridgeEventBusTest {

    private static final Target.Event TARGET = new Target.Event("default", "Task Requested");

    private final String key = "order-" + UUID.randomUUID();
    private final EventBridgeEventBus bus = bus(AdapterFixture.aws().events(), Map.of());

    private static EventBridgeEventBus bus(URI endpoint, Map<String, String> more) {
        return new EventBridgeEventBus(AdapterFixture.eventBridge(endpoint), AdapterFixture.settings(more));
    }

    @AfterEach
    void noFaults() {
        AdapterFixture.aws().faults().set(List.of());
    }

    private ObjectNode detail() {
        return JsonNodeFactory.instance.objectNode().put("correlationKey", key);
    }

    /// Returns a detail that makes an entry of this many bytes.
    private ObjectNode detail(int bytes) {
        int others = "taskgate".length() + TARGET.detailType().length();
        ObjectNode detail = detail().put("text", "");
        int fixed = detail.toString().getBytes(StandardCharsets.UTF_8).length;
        return detail.put("text", "x".repeat(bytes - others - fixed));
    }

    private void awaitEvents(int number) {
        await().until(() ->
                AdapterFixture.recorder().events("Task Requested", key).size() == number);
    }

    @Test
    void anEntryThatIsTakenIsOnTheBus() {
        DispatchResult delivery = bus.publish(TARGET, detail());

        assertThat(delivery).isEqualTo(new DispatchResult.Accepted());
        awaitEvents(1);
        assertThat(AdapterFixture.recorder()
                        .events("Task Requested", key)
                        .getFirst()
                        .path("source")
                        .asText())
                .isEqualTo("taskgate");
    }

    @Test
    void anEntryThatFailedThoughTheCallSucceededIsNotTaken() {
        AdapterFixture.aws().faults().set(List.of(Fault.of("PutEvents", Fault.Kind.FAIL_ENTRY, 1)));

        DispatchResult delivery = bus.publish(TARGET, detail());

        assertThat(delivery)
                .isInstanceOfSatisfying(
                        DispatchResult.EntryFailed.class,
                        failed -> assertThat(failed.reason()).contains("InternalFailure"));
        bus.publish(TARGET, detail());
        awaitEvents(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.Kind.class,
            names = {"THROTTLE", "ERROR", "DENY", "DROP_BEFORE", "DROP_AFTER"})
    void whateverPassesIsTriedLater(Fault.Kind kind) {
        AdapterFixture.aws().faults().set(List.of(Fault.of("PutEvents", kind, 1)));

        assertThat(bus.publish(TARGET, detail())).isInstanceOf(DispatchResult.Retryable.class);
    }

    @Test
    void noConnectionIsTriedLater() {
        assertThat(bus(URI.create("http://127.0.0.1:1"), Map.of()).publish(TARGET, detail()))
                .isInstanceOf(DispatchResult.Retryable.class);
    }

    @Test
    void theLargestEntryIsTakenAndOneByteMoreNever() {
        assertThat(bus.publish(TARGET, detail(256 * 1024))).isEqualTo(new DispatchResult.Accepted());
        assertThat(bus.publish(TARGET, detail(256 * 1024 + 1)))
                .isInstanceOfSatisfying(
                        DispatchResult.Permanent.class,
                        never -> assertThat(never.reason()).contains("262145").contains("budget"));
    }

    @Test
    void theLimitIsConfiguration() {
        EventBridgeEventBus narrow =
                bus(AdapterFixture.aws().events(), Map.of("taskgate.aws.events.max-entry-size", "1KiB"));

        assertThat(narrow.publish(TARGET, detail(1024))).isEqualTo(new DispatchResult.Accepted());
        assertThat(narrow.publish(TARGET, detail(1025))).isInstanceOf(DispatchResult.Permanent.class);
    }

    @Test
    void anEntryThatIsWrongIsNeverTaken() {
        DispatchResult delivery = bus.publish(new Target.Event("default", ""), detail());

        assertThat(delivery)
                .isInstanceOfSatisfying(
                        DispatchResult.Permanent.class,
                        never -> assertThat(never.reason()).contains("InvalidArgument"));
    }

    /// The stand-ins accept any bus, because the API model of PutEvents has no such error. If EventBridge
    /// returns this error, it is permanent.
    @Test
    void aBusThatIsNotThereIsForGood() throws IOException {
        try (Answering answering =
                new Answering(400, "{\"__type\": \"ResourceNotFoundException\", \"message\": \"no bus\"}")) {
            assertThat(bus(answering.endpoint(), Map.of()).publish(new Target.Event("nowhere", "T"), detail()))
                    .isEqualTo(new DispatchResult.Permanent("The event bus nowhere does not exist."));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ThrottlingException,EntryFailed",
        "InternalFailure,EntryFailed",
        "InternalException,EntryFailed",
        "ServiceUnavailable,EntryFailed",
        "MalformedDetail,Permanent",
        "NotAuthorizedForSourceException,Permanent"
    })
    void anEntrysCodeDecides(String code, String expected) throws IOException {
        try (Answering answering =
                new Answering(200, "{\"FailedEntryCount\": 1, \"Entries\": [{\"ErrorCode\": \"" + code + "\"}]}")) {
            DispatchResult delivery = bus(answering.endpoint(), Map.of()).publish(TARGET, detail());

            assertThat(delivery.getClass().getSimpleName()).isEqualTo(expected);
        }
    }

    /// A server with one fixed response.
    private static final class Answering implements AutoCloseable {
        private final HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);

        Answering(int status, String body) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            server.createContext("/", exchange -> {
                try (exchange) {
                    exchange.getRequestBody().readAllBytes();
                    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
                    exchange.sendResponseHeaders(status, bytes.length);
                    exchange.getResponseBody().write(bytes);
                }
            });
            server.start();
        }

        URI endpoint() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
