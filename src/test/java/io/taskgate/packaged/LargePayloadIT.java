package io.taskgate.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.Ports;
import io.taskgate.standin.StandIns;
import io.taskgate.testing.gateway.ExecutionFixture;
import io.taskgate.testing.packaged.ApprovalScenario;
import io.taskgate.testing.packaged.PackagedGateway;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/// Tests the goal that a body of 100 MB is stored by the claim check with a heap of at most 64 MiB above that
/// of an idle gateway. The maximum heap is set to this size, so a gateway that needs more ends with an
/// OutOfMemoryError.
class LargePayloadIT {

    private static final long MEBIBYTE = 1024 * 1024;
    private static final long SIZE = 100_000_000;
    private static final int ABOVE_IDLE = 64;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Test
    void aHundredMegabytesTakeAtMost64MebibytesOfHeapAboveIdle() throws Exception {
        try (StandIns aws = StandIns.start(Ports.FREE)) {
            int idle = idleMebibytes(aws);
            try (PackagedGateway app = PackagedGateway.beside(aws, "large-payload")
                    .heap(idle + ABOVE_IDLE)
                    .with("taskgate.http.upload-timeout", "5m")
                    .start()) {
                HttpResponse<String> answer = app.post(
                        app.url("/v1/payloads"),
                        "workflow",
                        HttpRequest.BodyPublishers.ofInputStream(Orders::new),
                        PATIENCE);

                System.out.printf("claim check: 100 MB with -Xmx%dm (%d MiB idle)%n", idle + ABOVE_IDLE, idle);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
                assertThat(app.output()).noneMatch(line -> line.contains("OutOfMemory"));
                assertStored(aws, ApprovalScenario.json(answer).path("reference"));
            }
        }
    }

    private static int idleMebibytes(StandIns aws) throws IOException {
        try (PackagedGateway app =
                PackagedGateway.beside(aws, "large-payload-idle").start()) {
            // classes and buffers of a first call belong to the idle gateway
            assertThat(app.post(app.url("/v1/payloads"), "workflow", "[1]").statusCode())
                    .isEqualTo(201);
            return (int) Math.ceilDiv(app.liveHeap(), MEBIBYTE);
        }
    }

    private static void assertStored(StandIns aws, JsonNode reference) throws Exception {
        assertThat(reference.path("bytes").asLong()).isGreaterThanOrEqualTo(SIZE);
        assertThat(reference.path("sha256").asText()).isEqualTo(sha256());
        assertThat(reference.path("summary").path("elements").asLong()).isEqualTo(Orders.count());
        try (S3Client s3 = ExecutionFixture.client(S3Client.builder().forcePathStyle(true), aws.s3())) {
            assertThat(s3.headObject(
                                    head -> head.bucket(reference.path("Bucket").asText())
                                            .key(reference.path("Key").asText()))
                            .contentLength())
                    .isEqualTo(reference.path("bytes").asLong());
        }
    }

    private static String sha256() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream orders = new DigestInputStream(new Orders(), digest)) {
            orders.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /// An array of orders, one per line, generated while it is read.
    private static final class Orders extends InputStream {

        private static final byte[] LINE =
                ("{\"id\": \"order-42\", \"customer\": \"Zoë Müller\", \"total\": 1234.50, \"paid\": true, "
                                + "\"lines\": [{\"sku\": \"tea-green\", \"quantity\": 2}, {\"sku\": \"tea-black\", \"quantity\": 1}]},\n")
                        .getBytes(StandardCharsets.UTF_8);

        private byte[] line = "[\n".getBytes(StandardCharsets.UTF_8);
        private int at;
        private long lines;

        static long count() {
            return Math.ceilDiv(SIZE, LINE.length);
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int from, int length) {
            if (at == line.length) {
                if (lines == count()) {
                    return -1;
                }
                lines++;
                at = 0;
                line = lines < count() ? LINE : last();
            }
            int some = Math.min(length, line.length - at);
            System.arraycopy(line, at, bytes, from, some);
            at += some;
            return some;
        }

        private static byte[] last() {
            byte[] last = LINE.clone();
            last[last.length - 2] = '\n';
            last[last.length - 1] = ']';
            return last;
        }
    }
}
