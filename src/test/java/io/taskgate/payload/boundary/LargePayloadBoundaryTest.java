package io.taskgate.payload.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.management.ThreadMXBean;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.payload.claimcheck.RepeatableContent;
import io.taskgate.payload.claimcheck.Summarizer;
import io.taskgate.payload.claimcheck.VerifyingInputStream;
import io.taskgate.payload.shape.Shape;
import io.taskgate.testing.payload.TestJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// Tests payloads that are not in memory: the result equals the sent content, and the rest is never kept in
/// memory.
class LargePayloadBoundaryTest {

    private static final JsonNode CONTEXT = JsonNodeFactory.instance.objectNode();
    private static final String HEAD = "{\"id\": 7, \"pad\": \"";
    private static final String TAIL = "\", \"last\": true}";

    /// An object with a string of this length, generated while it is read.
    private record Padded(long padding) implements RepeatableContent {
        @Override
        public long size() {
            return HEAD.length() + padding + TAIL.length();
        }

        @Override
        public String sha256() {
            return "0".repeat(64);
        }

        @Override
        public InputStream open(long from, long length) {
            return new InputStream() {
                private long at = from;

                @Override
                public int read() {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0];
                }

                @Override
                public int read(byte[] bytes, int start, int most) {
                    int count = (int) Math.min(most, Math.min(size(), from + length) - at);
                    for (int i = 0; i < count; i++) {
                        bytes[start + i] = octet(at++);
                    }
                    return count <= 0 ? -1 : count;
                }
            };
        }

        private byte octet(long index) {
            long tail = index - HEAD.length() - padding;
            return (byte) (index < HEAD.length() ? HEAD.charAt((int) index) : tail < 0 ? 'x' : TAIL.charAt((int) tail));
        }
    }

    /// A store that reads the stored content and discards it.
    private static final PayloadStore FORGETFUL = new PayloadStore() {
        @Override
        public PayloadReference checkIn(RepeatableContent content, String contentType, JsonNode summary) {
            try (InputStream in = content.open()) {
                in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new PayloadReference("b", "k", content.size(), content.sha256(), contentType, summary);
        }

        @Override
        public VerifyingInputStream open(PayloadReference reference) {
            throw new UnknownReferenceException("forgotten");
        }
    };

    private static final RepeatableContent LARGE = new Padded(50_000_000);

    private static Boundary boundary(String shape, OverBudgetAction overBudget, Summarizer summary) {
        return new Boundary(Shape.compile(TestJson.of(shape)), new Budget(2048, 0, overBudget), summary);
    }

    private static PayloadReference reference(BoundaryResult crossing) {
        return ((Payload.CheckedIn) ((BoundaryResult.Passed) crossing).payload()).reference();
    }

    @Test
    void itIsCheckedInAsItIs() throws IOException {
        Boundary boundary = new Boundary(Shape.IDENTITY, new Budget(2048, 0, OverBudgetAction.CHECK_IN));
        boundary.apply(new Padded(2_000_000), CONTEXT, FORGETFUL);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        BoundaryResult crossing = boundary.apply(LARGE, CONTEXT, FORGETFUL);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4_000_000);
        assertThat(reference(crossing).bytes()).isEqualTo(LARGE.size());
        assertThat(reference(crossing).summary().path("id").asInt()).isEqualTo(7);
        assertThat(((BoundaryResult.Passed) crossing).bytesIn()).isEqualTo(LARGE.size());
    }

    @Test
    void aShapeTakesWhatItNeeds() throws IOException {
        Boundary boundary = boundary(
                "{'ResultSelector': {'id.$': '$.id', 'last.$': '$.last'}}",
                OverBudgetAction.REJECT,
                Summarizer.BUILT_IN);
        BoundaryResult crossing = boundary.apply(LARGE, CONTEXT, FORGETFUL);
        assertThat(crossing)
                .isEqualTo(new BoundaryResult.Passed(
                        new Payload.Inline("{\"id\":7,\"last\":true}".getBytes(StandardCharsets.UTF_8)),
                        LARGE.size(),
                        20));
    }

    @Test
    void aShapeThatKeepsTooMuchIsStopped() throws IOException {
        Boundary boundary = boundary("{'OutputPath': '$.pad'}", OverBudgetAction.CHECK_IN, Summarizer.BUILT_IN);
        assertThat(boundary.apply(LARGE, CONTEXT, FORGETFUL)).isInstanceOf(BoundaryResult.Unshapeable.class);
    }

    @Test
    void aShapeThatFindsNothingSaysSo() throws IOException {
        Boundary boundary = boundary("{'OutputPath': '$.none'}", OverBudgetAction.CHECK_IN, Summarizer.BUILT_IN);
        assertThat(boundary.apply(LARGE, CONTEXT, FORGETFUL)).isInstanceOf(BoundaryResult.Unshapeable.class);
    }

    @Test
    void itsSummaryMayBeTheBoundarysOwn() throws IOException {
        Summarizer own = Summarizer.by(Shape.compile(TestJson.of("{'OutputPath': '$.last'}")));
        Boundary boundary = new Boundary(Shape.IDENTITY, new Budget(2048, 0, OverBudgetAction.CHECK_IN), own);
        assertThat(reference(boundary.apply(LARGE, CONTEXT, FORGETFUL))
                        .summary()
                        .asBoolean())
                .isTrue();
    }

    @Test
    void itIsRefusedOrFailsAsTheBoundarySays() throws IOException {
        SizeViolation excess = new SizeViolation(LARGE.size(), 2048, SizeViolation.Bound.BUDGET);
        Boundary refusing = new Boundary(Shape.IDENTITY, new Budget(2048, 0, OverBudgetAction.REJECT));
        Boundary failing = new Boundary(Shape.IDENTITY, new Budget(2048, 0, OverBudgetAction.FAIL));
        assertThat(refusing.apply(LARGE, CONTEXT, FORGETFUL)).isEqualTo(new BoundaryResult.Refused(excess));
        assertThat(failing.apply(LARGE, CONTEXT, FORGETFUL)).isEqualTo(new BoundaryResult.Failed(excess));
    }

    @Test
    void aSmallOneGoesTheUsualWay() throws IOException {
        Boundary boundary = new Boundary(Shape.IDENTITY, new Budget(2048, 0, OverBudgetAction.REJECT));
        RepeatableContent small = RepeatableContent.of("{ \"a\" : 1.50 }".getBytes(StandardCharsets.UTF_8));
        assertThat(boundary.apply(small, CONTEXT, FORGETFUL))
                .isEqualTo(new BoundaryResult.Passed(
                        new Payload.Inline("{\"a\":1.50}".getBytes(StandardCharsets.UTF_8)), 14, 10));
    }
}
