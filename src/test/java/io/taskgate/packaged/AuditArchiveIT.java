package io.taskgate.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.audit.AuditFileFixture;
import io.taskgate.standin.Ports;
import io.taskgate.standin.StandInClients;
import io.taskgate.standin.StandIns;
import io.taskgate.testing.packaged.PackagedGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Tests the packaged process with hourly files of its audit log: its actions are in the bucket after its
/// end.
class AuditArchiveIT {

    private static final String BUCKET = "taskgate-payloads";

    @TempDir
    Path folder;

    @Test
    void theLastFileIsArchivedWhenTheProcessEnds() throws IOException {
        Path spool = folder.resolve("spool");
        try (StandIns aws = StandIns.start(Ports.FREE);
                S3Client s3 = StandInClients.of(S3Client.builder().forcePathStyle(true), aws.s3());
                PackagedGateway app = PackagedGateway.beside(aws, "audit-archive")
                        .with("taskgate.shutdown.delay", "0s")
                        .with("taskgate.audit.required", "true")
                        .with("taskgate.audit.s3.bucket", BUCKET)
                        .with("taskgate.audit.s3.mode", "compliance")
                        .with("taskgate.audit.s3.retention-days", "400")
                        .with("taskgate.audit.s3.directory", spool.toString())) {
            app.start();
            assertThat(app.get("/v1/callbacks", "worker").statusCode()).isEqualTo(403);
            app.terminate();
            app.exitCode(Duration.ofSeconds(30));

            List<S3Object> objects = s3.listObjectsV2(
                            list -> list.bucket(BUCKET).prefix("audit/"))
                    .contents();
            assertThat(objects).hasSize(1);
            Path fetched = folder.resolve("fetched.jsonl");
            s3.getObject(get -> get.bucket(BUCKET).key(objects.getFirst().key()), fetched);
            assertThat(Files.readString(fetched)).contains("\"action\":\"DENIED\"", "\"principal\":\"key:worker\"");
            assertThat(AuditFileFixture.verify(fetched)).isEmpty();
            assertThat(aws.truth().lines())
                    .anySatisfy(line -> assertThat(line).contains("\"lock\":{\"mode\":\"COMPLIANCE\""));
            try (Stream<Path> left = Files.list(spool)) {
                assertThat(left).isEmpty();
            }
        }
    }
}
