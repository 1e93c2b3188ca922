package io.taskgate.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskgate.callback.model.Tenant;
import io.taskgate.credential.ApiKeyFormat;
import io.taskgate.credential.KeyStrengthValidator;
import io.taskgate.reload.ReloadableSection.Loaded;
import io.taskgate.reload.ReloadableSection.Version;
import io.taskgate.testing.config.TestSettings;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the API keys of a configuration that changes, and their current and next secrets.
class AccessRegistryTest {

    private static final Instant NOW = Instant.parse("2026-12-01T08:00:00Z");
    private static final String KEYS = "taskgate.access.keys.";
    private static final String FILE = "file /etc/access.yaml";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final String first = fresh();
    private final String second = fresh();

    private static String fresh() {
        return ApiKeyFormat.generate(new SecureRandom());
    }

    private AccessRegistry registry(String... base) {
        AccessConfig config = TestSettings.map(AccessConfig.class, "taskgate.access", properties(base));
        return new AccessRegistry(
                config, new Tenant("default"), KeyStrengthValidator::required, TestSettings.VALIDATOR, meters);
    }

    private static Map<String, String> properties(String... pairs) {
        Map<String, String> properties = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            properties.put(pairs[i], pairs[i + 1]);
        }
        return properties;
    }

    private static Loaded loaded(String... pairs) {
        return new Loaded(FILE, properties(pairs));
    }

    /// @return the description of the change
    private static String use(AccessRegistry registry, Loaded... loaded) {
        return switch (registry.prepare(List.of(loaded))) {
            case Version.Valid(Runnable swap, String change) -> {
                swap.run();
                yield String.valueOf(change);
            }
            case Version.Invalid(List<String> problems) -> throw new AssertionError(problems);
        };
    }

    private static List<String> problems(AccessRegistry registry, Loaded... loaded) {
        return registry.prepare(List.of(loaded)) instanceof Version.Invalid(List<String> problems)
                ? problems
                : List.of();
    }

    private static ApiKeys.ApiKey found(AccessRegistry registry, String secret) {
        return registry.find(secret).orElseThrow();
    }

    private double gauge(String name, String key, String slot) {
        return meters.get(name).tags("key", key, "secret", slot).gauge().value();
    }

    private List<String> keysWithGauge(String name) {
        return meters.find(name).gauges().stream()
                .map(Gauge::getId)
                .map(id -> id.getTag("key") + "/" + id.getTag("secret"))
                .sorted()
                .toList();
    }

    @Test
    void beforeTheFirstVersionNobodyIsKnown() {
        AccessRegistry registry = registry(KEYS + "a.secret", first, KEYS + "a.roles", "worker");

        assertThat(registry.find(first)).isEmpty();
    }

    @Test
    void twoSecretsOfOneNameAreLiveAtOnce() {
        AccessRegistry registry =
                registry(KEYS + "a.secret", first, KEYS + "a.next-secret", second, KEYS + "a.roles", "worker");

        use(registry);

        assertThat(found(registry, first).grant())
                .isEqualTo(found(registry, second).grant());
        assertThat(found(registry, first).slot()).isEqualTo(ApiKeys.Slot.CURRENT);
        assertThat(found(registry, second).slot()).isEqualTo(ApiKeys.Slot.NEXT);
        assertThat(found(registry, second).grant().principal()).isEqualTo("key:a");
    }

    @Test
    void aDigestIsTheKey() {
        AccessRegistry registry = registry(KEYS + "a.secret", ApiKeyFormat.digest(first), KEYS + "a.roles", "worker");

        use(registry);

        assertThat(registry.find(first)).isPresent();
        assertThat(registry.find(ApiKeyFormat.digest(first))).isEmpty();
    }

    @Test
    void aKeyOfAnotherFormatIsTakenWhereItIsStrong() {
        String own = "0f3a9c27b1d84e65a7f20c9d3b6e8144f1";
        AccessRegistry registry = registry(KEYS + "a.secret", own, KEYS + "a.roles", "worker");

        use(registry);

        assertThat(registry.find(own)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "next-secret"})
    void aKeyWithAWrongChecksumIsRefusedWithItsNameAndTheFix(String member) {
        String cut = second.substring(0, second.length() - 1);
        AccessRegistry registry = registry();
        Map<String, String> entry = properties(KEYS + "a.secret", first, KEYS + "a.roles", "worker");
        entry.put(KEYS + "a." + member, cut);

        assertThat(problems(registry, new Loaded(FILE, entry)))
                .singleElement()
                .asString()
                .startsWith(FILE + ": " + KEYS + "a." + member + ": Begins with tgk_, but its checksum is wrong")
                .contains("Copy the whole key again", "docs/operations.md#api-keys")
                .doesNotContain(cut);
    }

    @Test
    void aPresentedKeyWithAWrongChecksumIsUnknown() {
        AccessRegistry registry = registry(KEYS + "a.secret", first, KEYS + "a.roles", "worker");
        use(registry);

        assertThat(registry.find(first.substring(0, first.length() - 1))).isEmpty();
    }

    @Test
    void aSecretExpiresAndTheOtherDoesNot() {
        AccessRegistry registry = registry(
                KEYS + "a.secret",
                first,
                KEYS + "a.expires",
                "2026-12-01T08:00:00Z",
                KEYS + "a.next-secret",
                second,
                KEYS + "a.roles",
                "worker");
        use(registry);

        assertThat(found(registry, first).isExpired(NOW.minusMillis(1))).isFalse();
        assertThat(found(registry, first).isExpired(NOW)).isTrue();
        assertThat(found(registry, second).isExpired(NOW)).isFalse();
    }

    @Test
    void whatExpiresWithinTwoWeeksIsWarnedOf() {
        AccessRegistry registry = registry(
                KEYS + "soon.secret", first,
                KEYS + "soon.expires", "2026-12-14T08:00:00Z",
                KEYS + "soon.roles", "worker",
                KEYS + "later.secret", second,
                KEYS + "later.expires", "2026-12-16T08:00:00Z",
                KEYS + "later.roles", "worker");
        use(registry);

        assertThat(registry.expiring(NOW))
                .containsExactly("API key \"soon\" (current) expires at 2026-12-14T08:00:00Z");
        assertThat(registry.expiring(Instant.parse("2026-12-15T00:00:00Z")))
                .contains("API key \"soon\" (current) has expired at 2026-12-14T08:00:00Z");
    }

    @Test
    void anEntryOfAFileIsCheckedLikeOneOfTheConfiguration() {
        AccessRegistry registry = registry();

        assertThat(problems(
                        registry,
                        loaded(
                                KEYS + "a.secret",
                                first,
                                KEYS + "a.expires",
                                "next year",
                                KEYS + "a.next-expires",
                                "2027-01-31T00:00:00Z",
                                KEYS + "a.state-machines",
                                "orders",
                                "taskgate.access.principals.p.arn",
                                "orders")))
                .containsExactly(
                        FILE + ": " + KEYS + "a.expires: Invalid time \"next year\". Use ISO 8601 in quotes, for"
                                + " example \"2027-01-31T00:00:00Z\".",
                        FILE + ": " + KEYS + "a.next-expires: Requires next-secret.",
                        FILE + ": " + KEYS + "a.roles: Required. Use some of workflow, worker, operator-read,"
                                + " operator-act, author, admin, payload-read.",
                        FILE + ": " + KEYS + "a.state-machines: Invalid state machine ARN \"orders\". Use the full"
                                + " ARN, for example arn:aws:states:us-east-1:111122223333:stateMachine:orders, or *.",
                        FILE + ": taskgate.access.principals.p.arn: Invalid IAM principal ARN \"orders\". Use the ARN"
                                + " without a session name, for example"
                                + " arn:aws:sts::111122223333:assumed-role/orders.");
    }

    @Test
    void keysOfAFileAreAddedToThoseOfTheConfiguration() {
        AccessRegistry registry = registry(KEYS + "a.secret", first, KEYS + "a.roles", "worker");

        String change = use(registry, loaded(KEYS + "b.secret", second, KEYS + "b.roles[0]", "workflow"));

        assertThat(change).isEqualTo("added key a, added key b");
        assertThat(found(registry, first).name()).isEqualTo("a");
        assertThat(found(registry, second).grant().has(Role.WORKFLOW)).isTrue();
    }

    @Test
    void aKeyThatIsTakenOutIsUnknown() {
        AccessRegistry registry = registry(KEYS + "a.secret", first, KEYS + "a.roles", "worker");
        use(registry, loaded(KEYS + "b.secret", second, KEYS + "b.roles", "worker"));

        assertThat(use(registry, loaded())).isEqualTo("removed key b");

        assertThat(registry.find(second)).isEmpty();
        assertThat(registry.find(first)).isPresent();
    }

    @Test
    void principalsAndCertificatesChangeToo() {
        AccessRegistry registry = registry(KEYS + "a.secret", first, KEYS + "a.roles", "worker");
        String orders = "taskgate.access.principals.orders.";
        String reports = "taskgate.access.certificates.reports.";
        use(
                registry,
                loaded(
                        orders + "arn", "arn:aws:sts::111122223333:assumed-role/orders",
                        orders + "roles", "workflow",
                        reports + "subject", "CN=reports",
                        reports + "roles", "operator-read"));
        assertThat(registry.rules().ofCertificate("CN=reports")).isPresent();

        String change = use(
                registry,
                loaded(
                        orders + "arn", "arn:aws:sts::111122223333:assumed-role/orders",
                        orders + "roles", "worker"));

        assertThat(change).isEqualTo("removed certificate reports, changed principal orders");
        assertThat(registry.rules().ofCertificate("CN=reports")).isEmpty();
        assertThat(registry.rules()
                        .ofPrincipal("arn:aws:sts::111122223333:assumed-role/orders/s", "111122223333")
                        .orElseThrow()
                        .has(Role.WORKER))
                .isTrue();
    }

    /// If only the entry in the file were removed, half of it would stay.
    @Test
    void anEntryInTwoPlacesIsRefused() {
        AccessRegistry registry = registry(KEYS + "a.roles", "worker");

        assertThat(problems(registry, loaded(KEYS + "a.secret", first)))
                .contains(KEYS + "a: Defined in the application's configuration and in " + FILE
                        + ". Define the whole entry in one of them.");
    }

    @Test
    void aRefusedVersionChangesNothing() {
        AccessRegistry registry = registry(KEYS + "a.secret", first, KEYS + "a.roles", "worker");
        use(registry, loaded(KEYS + "b.secret", second, KEYS + "b.roles", "worker"));

        assertThat(problems(registry, loaded(KEYS + "b.secret", second, KEYS + "b.roles", "wroker")))
                .anyMatch(line -> line.startsWith(FILE + ": " + KEYS + "b.roles: Unknown value \"wroker\". Use "));

        assertThat(registry.find(second)).isPresent();
    }

    /// An accidentally empty file must not lock out all callers.
    @Test
    void aVersionWithoutAnyCallerIsRefused() {
        AccessRegistry registry = registry();
        use(registry, loaded(KEYS + "b.secret", second, KEYS + "b.roles", "worker"));

        assertThat(problems(registry, loaded())).singleElement().asString().contains("no caller is allowed otherwise");
        assertThat(registry.find(second)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev-operator", "short", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void aWeakKeyIsRefusedInAFileToo(String weak) {
        assertThat(problems(registry(), loaded(KEYS + "b.secret", weak, KEYS + "b.roles", "worker")))
                .singleElement()
                .asString()
                .startsWith(KEYS + "b.secret: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "taskgate.access.open",
                "taskgate.access.file",
                "taskgate.access.issuers.i.tls",
                "taskgate.access.keys.a",
                "taskgate.access.keys.a.role",
                "taskgate.access.keys.a.roles.x",
                "taskgate.links.keys.k1"
            })
    void aFileMayNotHoldWhatNeedsARestart(String property) {
        assertThat(registry().reads(property)).isFalse();
    }

    @Test
    void aFileMayHoldEveryMemberOfAnEntry() {
        for (String member : List.of(
                "secret", "next-secret", "expires", "next-expires", "forwards-principal", "roles[0]", "tenant")) {
            assertThat(registry().reads(KEYS + "\"a.b\"." + member)).as(member).isTrue();
        }
    }

    @Test
    void inMemoryThereAreDigestsOnly() {
        Map<String, String> kept = registry()
                .withoutSecrets(properties(
                        KEYS + "a.secret",
                        first,
                        KEYS + "a.next-secret",
                        ApiKeyFormat.digest(second),
                        KEYS + "a.roles",
                        "worker"));

        assertThat(kept)
                .containsEntry(KEYS + "a.secret", ApiKeyFormat.digest(first))
                .containsEntry(KEYS + "a.next-secret", ApiKeyFormat.digest(second))
                .containsEntry(KEYS + "a.roles", "worker");
    }

    @Test
    void theLastUseIsAGaugeForEachSecretAndOutlivesAReload() {
        AccessRegistry registry = registry(KEYS + "a.secret", first, KEYS + "a.roles", "worker");
        use(registry, loaded(KEYS + "b.secret", second, KEYS + "b.roles", "worker"));
        found(registry, second).lastUse().set(NOW);

        String third = fresh();
        use(registry, loaded(KEYS + "b.secret", third, KEYS + "b.next-secret", second, KEYS + "b.roles", "worker"));

        String name = "taskgate.access.key.last.used.timestamp";
        assertThat(gauge(name, "b", "next")).isEqualTo(NOW.getEpochSecond());
        assertThat(gauge(name, "b", "current")).isZero();
        assertThat(keysWithGauge(name)).containsExactly("a/current", "b/current", "b/next");
    }

    @Test
    void aKeyThatIsGoneHasNoGaugeAnyMore() {
        AccessRegistry registry = registry(KEYS + "a.secret", first, KEYS + "a.roles", "worker");
        use(
                registry,
                loaded(
                        KEYS + "b.secret", second,
                        KEYS + "b.expires", "2027-01-31T00:00:00Z",
                        KEYS + "b.roles", "worker"));
        assertThat(gauge("taskgate.access.key.expiry.timestamp", "b", "current"))
                .isEqualTo(Instant.parse("2027-01-31T00:00:00Z").getEpochSecond());

        use(registry);

        assertThat(keysWithGauge("taskgate.access.key.expiry.timestamp")).isEmpty();
        assertThat(keysWithGauge("taskgate.access.key.last.used.timestamp")).containsExactly("a/current");
    }
}
