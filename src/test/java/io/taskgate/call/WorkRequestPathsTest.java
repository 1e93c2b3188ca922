package io.taskgate.call;

import static io.taskgate.testing.gateway.CalledService.answering;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.route.Service;
import io.taskgate.route.ServiceAuth;
import io.taskgate.route.WorkRequestTemplate;
import io.taskgate.testing.gateway.CalledService;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests correlation keys in paths: a caller chooses the key, and the cancel call and the status page carry
/// the service's credential, so a key must not lead to another resource of the service.
class WorkRequestPathsTest {

    private static final ServiceAuth PROOF = new ServiceAuth.Header("Authorization", "proof");

    private CalledService upstream;
    private TestSenders senders;
    private Service labels;

    @BeforeEach
    void anUpstreamThatRecordsPaths() throws IOException {
        upstream = CalledService.start();
        senders = new TestSenders();
        labels = new Service("labels", upstream.endpoint(), PROOF, null);
    }

    @AfterEach
    void close() {
        senders.close();
        upstream.close();
    }

    private WorkRequestTemplate at(String path, String method) {
        return new WorkRequestTemplate(labels, upstream.endpoint() + path, method);
    }

    private void cancel(String path, String key) {
        at(path, "DELETE")
                .resolve("cb_1", key, "rq_1")
                .ifPresent(call -> senders.services.send(call, "rq_1", JsonNodeFactory.instance.objectNode()));
    }

    private void probe(String path, String key) {
        at(path, "GET").resolve("cb_1", key, "rq_1").ifPresent(senders.pages::fetch);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"..", ".", "../admin", "a/../../admin", "..\\admin", "..;x", "a\nb", "a\r\nb", "\u0000", "\u007f"
            })
    void promise15AKeyThatLeavesItsSegmentIsNotSent(String key) {
        cancel("/base/labels/{correlationKey}", key);
        probe("/base/labels/{correlationKey}", key);
        assertThat(upstream.requests())
                .extracting(CalledService.Request::target)
                .isEmpty();
    }

    @Test
    void aKeyThatCompletesADotSegmentIsNotSent() {
        cancel("/base/labels/.{correlationKey}/x", ".");
        assertThat(upstream.requests())
                .extracting(CalledService.Request::target)
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "order-1, /base/labels/order-1",
        "..., /base/labels/...",
        "1..2, /base/labels/1..2",
        "a b, /base/labels/a%20b",
        "a/b, /base/labels/a%2Fb",
        "ä, /base/labels/%C3%A4",
        "%2e%2e, /base/labels/%252e%252e"
    })
    void anyOtherKeyIsOneSegment(String key, String target) {
        upstream.on(target, answering(200, "{}"));
        cancel("/base/labels/{correlationKey}", key);
        probe("/base/labels/{correlationKey}", key);
        assertThat(upstream.requests())
                .extracting(CalledService.Request::target)
                .containsExactly(target, target);
    }

    @Test
    void dotsInAQueryLeadNowhere() {
        upstream.on("/base/labels", answering(200, "{}"));
        cancel("/base/labels?of={correlationKey}", "..");
        assertThat(upstream.requests())
                .extracting(CalledService.Request::target)
                .containsExactly("/base/labels?of=..");
    }
}
