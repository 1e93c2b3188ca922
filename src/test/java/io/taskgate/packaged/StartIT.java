package io.taskgate.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskgate.credential.ApiKeyFormat;
import io.taskgate.standin.Ports;
import io.taskgate.standin.StandIns;
import io.taskgate.testing.packaged.FreePorts;
import io.taskgate.testing.packaged.PackagedGateway;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/// Tests that an invalid start ends soon and prints a line for each problem, and that a start without AWS
/// waits.
class StartIT {

    private static final Duration SECONDS = Duration.ofSeconds(60);
    private static final String APPROVE = "taskgate.services.orders.operations.approve.";

    private static StandIns aws;

    @BeforeAll
    static void start() throws IOException {
        aws = StandIns.start(Ports.FREE);
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    /// @param key the beginning of the line
    /// @param fix the remedy that the line must contain
    record Mistake(String name, UnaryOperator<PackagedGateway> made, String key, String fix) {

        /// Returns whether one problem may hide the other: both concern the same group of keys, or one is
        /// detected only if the rest of the configuration is valid.
        boolean conflictsWith(Mistake other) {
            return isFoundLater() != other.isFoundLater() || group().equals(other.group());
        }

        private boolean isFoundLater() {
            return name.startsWith("no such ") || key.equals("taskgate.aws.payloads.retention");
        }

        /// Returns the whole key of an operation's setting, `taskgate.access`, or the first three segments of the key.
        private String group() {
            if (key.startsWith(APPROVE)) {
                return key;
            }
            int segments = key.startsWith("taskgate.access.") ? 2 : 3;
            return Arrays.stream(key.split("\\.")).limit(segments).collect(Collectors.joining("."));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Mistake> mistakes() {
        return Stream.of(
                new Mistake(
                        "no vault key",
                        app -> app.without("taskgate.vault"),
                        "taskgate.vault.keys",
                        "openssl rand -base64 32"),
                new Mistake(
                        "no link key",
                        app -> app.without("taskgate.links"),
                        "taskgate.links.keys",
                        "openssl rand -base64 32"),
                new Mistake(
                        "a short vault key",
                        app -> app.with("taskgate.vault.keys.k1", "c2hvcnQ="),
                        "taskgate.vault.keys.k1",
                        "openssl rand -base64 32"),
                new Mistake(
                        "the link key of the dev profile",
                        app -> app.with("taskgate.links.keys.k1", "bm90IGEgc2VjcmV0OiB0aGUgbGFwdG9wJ3MgbGluayBrZXk="),
                        "taskgate.links.keys.k1",
                        "The key is published in the taskgate repository. Generate one: openssl rand -base64 32"),
                new Mistake(
                        "an API key of the dev profile",
                        app -> app.with("taskgate.access.keys.operator.secret", "dev-operator"),
                        "taskgate.access.keys.operator.secret",
                        "The key is published in the taskgate repository. Generate one: openssl rand -hex 32"),
                new Mistake(
                        "a short API key",
                        app -> app.with("taskgate.access.keys.operator.secret", "a"),
                        "taskgate.access.keys.operator.secret",
                        "openssl rand -hex 32"),
                new Mistake(
                        "the digest of an empty API key",
                        app -> app.with(
                                "taskgate.access.keys.operator.secret",
                                "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
                        "taskgate.access.keys.operator.secret",
                        "The key is the digest of the empty string"),
                new Mistake(
                        "one API key under two names",
                        app -> app.with("taskgate.access.keys.worker.secret", PackagedGateway.apiKey("operator")),
                        "taskgate.access.keys.worker.secret",
                        "The key is the same as taskgate.access.keys.operator.secret"),
                new Mistake(
                        "a truncated API key",
                        app -> app.with(
                                "taskgate.access.keys.operator.secret",
                                ApiKeyFormat.generate(new SecureRandom()).substring(0, 40)),
                        "taskgate.access.keys.operator.secret",
                        "Copy the whole key again"),
                new Mistake(
                        "a missing access file",
                        app -> app.with("taskgate.access.file", "/nowhere/access.yaml"),
                        "taskgate.access.file",
                        "Mount it, or remove taskgate.access.file"),
                new Mistake(
                        "Unknown unit",
                        app -> app.with(APPROVE + "result.budget", "200KB"),
                        APPROVE + "result.budget",
                        "Use KiB, MiB or GiB"),
                new Mistake(
                        "a route without a target",
                        app -> app.without(APPROVE + "request.via"),
                        APPROVE + "request.via",
                        "Set it to event"),
                new Mistake(
                        "no such table",
                        app -> app.with("taskgate.aws.ledger.create-table", "false")
                                .with("taskgate.aws.ledger.table", "elsewhere"),
                        "taskgate.aws.ledger.table",
                        "Create it"),
                new Mistake(
                        "no such bucket",
                        app -> app.with("taskgate.aws.payloads.bucket", "nosuch-payloads"),
                        "taskgate.aws.payloads.bucket",
                        "Create it"),
                new Mistake(
                        "no such queue",
                        app -> app.with("taskgate.events.queue", "nosuch-events"),
                        "taskgate.events.queue",
                        "Create it"),
                new Mistake(
                        "no access keys",
                        app -> app.without("taskgate.access.keys"),
                        "taskgate.access.keys",
                        "Configure a key"),
                new Mistake(
                        "no authentication on a public address",
                        app -> app.with("taskgate.access.open", "true").with("quarkus.http.host", "0.0.0.0"),
                        "taskgate.access.open",
                        "Set quarkus.http.host to 127.0.0.1"),
                new Mistake(
                        "an unknown key",
                        app -> app.with("taskgate.sweeep.interval", "1s"),
                        "taskgate.sweeep.interval",
                        "Did you mean taskgate.sweep?"),
                new Mistake(
                        "no public URL",
                        app -> app.without("TASKGATE_PUBLIC_URL"),
                        "taskgate.public-url",
                        "https://taskgate.example.com"),
                new Mistake(
                        "a public URL in clear text",
                        app -> app.with("taskgate.public-url", "http://taskgate.example.com"),
                        "taskgate.public-url",
                        "taskgate.links.allow-plain-http: true"),
                new Mistake(
                        "a call to a metadata service",
                        app -> app.with("taskgate.egress.allow", "10.0.0.0/8,169.254.0.0/16"),
                        "taskgate.egress.allow",
                        "Remove it"),
                new Mistake(
                        "a body limit with an unknown unit",
                        app -> app.with("taskgate.http.max-body-size", "1MB"),
                        "taskgate.http.max-body-size",
                        "Use KiB, MiB or GiB"),
                new Mistake(
                        "a payload limit that is not a size",
                        app -> app.with("taskgate.http.max-payload-size", "1GB"),
                        "taskgate.http.max-payload-size",
                        "Use KiB, MiB or GiB"),
                new Mistake(
                        "a limit of zero requests",
                        app -> app.with("taskgate.http.max-requests", "0"),
                        "taskgate.http.max-requests",
                        "Use 1 to 999999"),
                new Mistake(
                        "a share above 1",
                        app -> app.with("taskgate.quota.share", "4"),
                        "taskgate.quota.share",
                        "Use 0.001 to 1"),
                new Mistake(
                        "a spool directory that is not writable",
                        app -> app.with("taskgate.spool.directory", "/nowhere"),
                        "taskgate.spool.directory",
                        "in Kubernetes an emptyDir"),
                new Mistake(
                        "a retention below a route's time-out",
                        app -> app.with("taskgate.aws.payloads.retention", "20d")
                                .with(APPROVE + "timeout", "30d"),
                        "taskgate.aws.payloads.retention",
                        "Set at least 44d"),
                new Mistake(
                        "an entry limit that is not a size",
                        app -> app.with("taskgate.aws.events.max-entry-size", "lots"),
                        "taskgate.aws.events.max-entry-size",
                        "KiB"),
                new Mistake(
                        "Invalid bucket",
                        app -> app.without("taskgate.aws.payloads.bucket"),
                        "taskgate.aws.payloads.bucket",
                        "Set the S3 bucket"),
                new Mistake(
                        "an unknown fail point",
                        app -> app.with("taskgate.fail-point", "NOWHERE"),
                        "taskgate.fail-point",
                        "REPORT_SENT"));
    }

    /// The mistakes by start. A start reports all its problems, so one start can have many mistakes, but only
    /// one that concerns the same keys.
    static Stream<List<Mistake>> starts() {
        List<List<Mistake>> starts = new ArrayList<>();
        mistakes()
                .forEach(mistake -> starts.stream()
                        .filter(start -> start.stream().noneMatch(mistake::conflictsWith))
                        .findFirst()
                        .orElseGet(() -> {
                            starts.add(new ArrayList<>());
                            return starts.getLast();
                        })
                        .add(mistake));
        return starts.stream();
    }

    @ParameterizedTest
    @MethodSource("starts")
    void mistakesStopTheStartAndAreNamed(List<Mistake> mistakes) {
        PackagedGateway gateway =
                PackagedGateway.beside(aws, "start-" + slug(mistakes.getFirst().name()));
        for (Mistake mistake : mistakes) {
            gateway = mistake.made().apply(gateway);
        }
        try (PackagedGateway app = gateway) {
            int exitCode = app.launch().exitCode(SECONDS);

            assertThat(exitCode).isNotZero();
            assertThat(mistakes).allSatisfy(mistake -> assertNamed(mistake, app.output()));
            assertReadable(app.output(), mistakes.size());
        }
    }

    private static void assertNamed(Mistake mistake, List<String> output) {
        assertThat(output)
                .filteredOn(line -> line.contains(mistake.key() + ":"))
                .as("one line that names the key and the fix, in %s", output)
                .singleElement()
                .asString()
                .contains(mistake.fix());
    }

    private static String slug(String name) {
        return name.replace(' ', '-');
    }

    private static void assertReadable(List<String> output, int problems) {
        assertThat(output)
                .noneMatch(line -> line.stripLeading().startsWith("at "))
                .noneMatch(line -> line.contains("Exception"))
                .noneMatch(line -> line.contains("stackTrace"))
                .filteredOn(line -> line.stripLeading().startsWith("taskgate."))
                .hasSize(problems);
    }

    @Test
    void allMistakesAreNamedAtOnceAndNoSecretIsEchoed() {
        try (PackagedGateway app = PackagedGateway.beside(aws, "start-many")
                .without("taskgate.links")
                .with("taskgate.vault.keys.k1", "dG9wLXNlY3JldA==")
                .with(APPROVE + "result.budget", "a lot")
                .with(APPROVE + "nonsense", "1")
                .without("TASKGATE_PUBLIC_URL")) {

            assertThat(app.launch().exitCode(SECONDS)).isNotZero();

            assertReadable(app.output(), 5);
            assertThat(String.join("\n", app.output())).doesNotContain("dG9wLXNlY3JldA==", "top-secret");
        }
    }

    @Test
    void promise12WithoutAwsItWaitsAliveAndIsReadyOnceAwsIsThere() throws IOException {
        Ports ports = new Ports(FreePorts.next(), FreePorts.next(), FreePorts.next(), FreePorts.next());
        try (PackagedGateway app = PackagedGateway.beside(
                        local(ports.front()),
                        local(ports.dynamodb()),
                        local(ports.s3()),
                        local(ports.sqs()),
                        "start-away")
                .with("taskgate.aws.ledger.create-table", "false")) {
            app.launch().awaitHealth("live", 200);
            app.awaitHealth("started", 200);
            assertThat(app.health("ready")).isEqualTo(503);
            long process = app.pid();

            try (StandIns back = StandIns.start(ports)) {
                createTable(back.dynamodb());

                app.awaitHealth("ready", 200);
                assertThat(app.pid()).isEqualTo(process);
                assertThat(app.health("live")).isEqualTo(200);
                await().atMost(SECONDS)
                        .untilAsserted(() -> assertThat(
                                        app.get("/v1/callbacks", "operator").statusCode())
                                .isEqualTo(200));
            }
            // deleted after the start: neither a restart nor another pod would recreate it
            await().atMost(SECONDS)
                    .until(() -> app.get("/v1/callbacks", "operator").statusCode() == 503);
            assertThat(app.health("ready")).isEqualTo(200);
            assertThat(app.health("live")).isEqualTo(200);
            await().atMost(SECONDS)
                    .untilAsserted(() -> assertThat(app.management("/q/health").body())
                            .contains("\"callback-events\"", "queue callback-events can't be polled: "));
        }
    }

    private static URI local(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    /// Creates the table as production's stack does (docs/ledger.md).
    private static void createTable(URI endpoint) {
        try (DynamoDbClient dynamodb = DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "thing")))
                .httpClient(Apache5HttpClient.create())
                .build()) {
            dynamodb.createTable(create -> create.tableName("taskgate-callbacks")
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(
                            define -> define.attributeName("id").attributeType(ScalarAttributeType.S),
                            define -> define.attributeName("dueShard").attributeType(ScalarAttributeType.S),
                            define -> define.attributeName("due").attributeType(ScalarAttributeType.N))
                    .keySchema(key -> key.attributeName("id").keyType(KeyType.HASH))
                    .globalSecondaryIndexes(index -> index.indexName("due")
                            .keySchema(
                                    key -> key.attributeName("dueShard").keyType(KeyType.HASH),
                                    key -> key.attributeName("due").keyType(KeyType.RANGE))
                            .projection(all -> all.projectionType(ProjectionType.KEYS_ONLY))));
        }
    }
}
