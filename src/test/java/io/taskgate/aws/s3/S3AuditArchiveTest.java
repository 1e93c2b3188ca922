package io.taskgate.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.audit.AuditArchive.AuditObject;
import io.taskgate.audit.AuditArchive.NotArchivedException;
import io.taskgate.audit.AuditConfig;
import io.taskgate.aws.client.AdapterFixture;
import io.taskgate.standin.StandIns;
import io.taskgate.standin.fault.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/// Tests the upload of audit files to the stand-in's S3, which records the Object Lock parameters.
class S3AuditArchiveTest {

    private static final String BUCKET = "taskgate-payloads";
    private static final Instant UNTIL = Instant.parse("2033-11-24T12:00:00Z");

    private final StandIns aws = AdapterFixture.aws();
    private final S3Client client = AdapterFixture.s3();

    @TempDir
    Path folder;

    @AfterEach
    void noFaults() {
        aws.faults().set(List.of());
    }

    private AuditObject object(String key, String text) throws IOException, NoSuchAlgorithmException {
        Path file = folder.resolve("file.jsonl");
        Files.writeString(file, text);
        String digest = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        return new AuditObject(BUCKET, key, file, digest, AuditConfig.Mode.COMPLIANCE, UNTIL);
    }

    private String stored(String key) {
        return client.getObjectAsBytes(get -> get.bucket(BUCKET).key(key)).asUtf8String();
    }

    private List<String> truth(String key) {
        return aws.truth().lines().stream()
                .filter(line -> line.contains("\"PutObject\"") && line.contains(key))
                .toList();
    }

    @Test
    void anObjectIsStoredUnderItsLock() throws Exception {
        new S3AuditArchive(client).store(object("audit/1.jsonl", "a\nb\n"));

        assertThat(stored("audit/1.jsonl")).isEqualTo("a\nb\n");
        assertThat(truth("audit/1.jsonl"))
                .singleElement()
                .asString()
                .contains("\"lock\":{\"mode\":\"COMPLIANCE\",\"until\":\"2033-11-24T12:00:00Z\"}");
    }

    @Test
    void anObjectWhoseReplyWasLostIsConfirmed() throws Exception {
        aws.faults().set(List.of(Fault.of("s3:PutObject", Fault.Kind.DROP_AFTER, 1)));

        new S3AuditArchive(client).store(object("audit/2.jsonl", "once\n"));
        new S3AuditArchive(client).store(object("audit/2.jsonl", "once\n"));

        assertThat(truth("audit/2.jsonl")).hasSize(1);
    }

    @Test
    void whatStandsThereIsNotReplaced() throws Exception {
        new S3AuditArchive(client).store(object("audit/3.jsonl", "first\n"));

        AuditObject second = object("audit/3.jsonl", "second\n");

        assertThatThrownBy(() -> new S3AuditArchive(client).store(second))
                .isInstanceOfSatisfying(
                        NotArchivedException.class,
                        e -> assertThat(e.isConflict()).isTrue());
        assertThat(stored("audit/3.jsonl")).isEqualTo("first\n");
    }

    @Test
    void anS3ThatIsAwayHasConfirmedNothing() throws Exception {
        aws.faults().set(List.of(Fault.of("s3:*", Fault.Kind.ERROR, 100)));
        AuditObject object = object("audit/4.jsonl", "never\n");

        assertThatThrownBy(() -> new S3AuditArchive(client).store(object))
                .isInstanceOfSatisfying(
                        NotArchivedException.class,
                        e -> assertThat(e.isConflict()).isFalse());
    }
}
