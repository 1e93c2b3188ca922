package io.taskgate.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.aws.client.PayloadStoreConfig;
import io.taskgate.payload.boundary.Boundary;
import io.taskgate.route.Route;
import io.taskgate.route.Target;
import io.taskgate.settings.ConfigurationProblems;
import io.taskgate.testing.config.TestSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadPolicyTest {

    private static final String ROOT = "taskgate.aws.payloads.";

    private final ConfigurationProblems problems = new ConfigurationProblems();
    private final Map<String, String> properties = new HashMap<>(Map.of(ROOT + "bucket", "payloads"));

    @Test
    void theDefaultsHoldForAStandardExecutionOfAYear() {
        PayloadPolicy policy = read(route("approve", null), route("review", Duration.ofDays(365)));

        assertThat(problems.lines()).isEmpty();
        assertThat(policy).isEqualTo(PayloadPolicy.of("payloads", ""));
        assertThat(policy.retention().keep()).isEqualTo(Duration.ofDays(379));
    }

    @Test
    void everySettingIsRead() {
        with("key-prefix", "tg/")
                .with("read-buckets", "theirs,others")
                .with("multipart-threshold", "100MiB")
                .with("retention", "44d")
                .with("encryption", "aws:kms")
                .with("kms-key-id", "alias/payloads")
                .with("bucket-keys", "false");

        PayloadPolicy policy = read(route("approve", Duration.ofDays(30)), route("open", null));

        assertThat(problems.lines()).isEmpty();
        assertThat(policy.keyPrefix()).isEqualTo("tg/");
        assertThat(policy.readable()).containsExactlyInAnyOrder("payloads", "theirs", "others");
        assertThat(policy.multipartThreshold()).isEqualTo(100L * 1024 * 1024);
        assertThat(policy.retention().keep()).isEqualTo(Duration.ofDays(44));
        assertThat(policy.encryption()).isEqualTo(new S3Encryption.Kms(Optional.of("alias/payloads"), false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retention           | 43d        | Set at least 44d",
                "retention           | 14d        | Use whole days from 15d",
                "retention           | 36h        | Use whole days from 15d",
                "retention           | 100000d    | to 36500d",
                "retention           | for ever   | Invalid duration",
                "multipart-threshold | 4MiB       | Use 5MiB to 5120MiB",
                "multipart-threshold | 6000MiB    | Use 5MiB to 5120MiB",
                "multipart-threshold | 16MB       | Use KiB, MiB or GiB",
                "encryption          | aes        | Use none (the default of the bucket), AES256 or aws:kms",
                "kms-key-id          | alias/k    | Requires taskgate.aws.payloads.encryption=aws:kms",
                "bucket              | s3://mine  | Use the bucket name",
                "read-buckets        | theirs,a/b | Use the bucket name"
            })
    void nonsenseIsRefusedWithKeyAndFix(String key, String value, String fix) {
        with(key, value);

        read(route("approve", Duration.ofDays(30).minusHours(1)));

        assertThat(problems.lines())
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith(ROOT + key).contains(": ", fix));
    }

    @Test
    void aLongPrefixIsRefused() {
        with("key-prefix", "p".repeat(257));

        read();

        assertThat(problems.lines()).singleElement().asString().contains("at most 256");
    }

    @Test
    void aMissingBucketIsSaid() {
        properties.clear();

        read();

        assertThat(problems.lines()).singleElement().asString().startsWith(ROOT + "bucket: Required");
    }

    private PayloadPolicyTest with(String key, String value) {
        properties.put(ROOT + key, value);
        return this;
    }

    private PayloadPolicy read(Route... routes) {
        PayloadStoreConfig settings =
                TestSettings.map(PayloadStoreConfig.class, "taskgate.aws.payloads", properties, problems);
        return PayloadPolicy.read(settings, List.of(routes), problems);
    }

    private static Route route(String operation, @Nullable Duration timeout) {
        return new Route(
                "orders",
                operation,
                new Target.Event("default", "Task Requested"),
                Boundary.DEFAULT,
                Boundary.DEFAULT,
                null,
                timeout);
    }
}
