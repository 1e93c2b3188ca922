package io.taskgate.route.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.source.yaml.YamlConfigSource;
import io.taskgate.payload.json.Json;
import io.taskgate.route.AnswerChannel;
import io.taskgate.route.EventCorrelation;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.Webhook;
import io.taskgate.route.WorkStatus;
import io.taskgate.route.WorkTracking;
import io.taskgate.settings.ConfigurationProblems;
import io.taskgate.testing.config.TestSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkTrackingReaderTest {

    private static final String SEND = "taskgate.services.parcels.operations.send.";
    private static final String PATTERN = "{\"source\": [\"acme\"]}";

    private final Map<String, String> properties = new TreeMap<>();
    private final ConfigurationProblems problems = new ConfigurationProblems();

    private WorkTrackingReaderTest with(String key, String value) {
        properties.put(SEND + key, value);
        return this;
    }

    private RouteRegistry read() {
        with("request.via", "event");
        return TestSettings.routes(properties, problems);
    }

    private WorkTracking ways() {
        return read().find("parcels", "send").orElseThrow().ways();
    }

    private EventCorrelation match() {
        return Objects.requireNonNull(ways().match());
    }

    @Test
    void aRouteIsAnsweredByCallbacksOnlyUnlessItSaysMore() {
        assertThat(ways()).isEqualTo(WorkTracking.NONE);
    }

    @Test
    void aMatchSucceedsWithTheDetailUnlessItSaysMore() {
        with("match.pattern", PATTERN).with("match.key", "$.detail.id");

        WorkStatus verdict = match().mapping().statusOf(tree("{\"detail\": {\"id\": 1}}"));

        assertThat(problems.lines()).isEmpty();
        assertThat(verdict).isEqualTo(new WorkStatus.Succeeded(tree("{\"id\": 1}")));
    }

    @Test
    void aPatternCanBeWrittenAsYaml() throws java.io.IOException {
        YamlConfigSource yaml = new YamlConfigSource("test", """
            taskgate:
              services:
                parcels:
                  operations:
                    send:
                      request: { via: event }
                      match:
                        pattern:
                          source: [acme.parcels, acme.post]
                          detail-type:
                            - prefix: Parcel
                          detail:
                            weight: [{ numeric: [">", 3] }]
                            returned: [false]
                        key: $.detail.id
            """);
        properties.putAll(yaml.getProperties());

        EventCorrelation match = match();

        assertThat(problems.lines()).isEmpty();
        assertThat(tree(Objects.requireNonNull(match.pattern())))
                .isEqualTo(tree("{\"source\": [\"acme.parcels\", \"acme.post\"], \"detail-type\": [{\"prefix\":"
                        + " \"Parcel\"}], \"detail\": {\"weight\": [{\"numeric\": [\">\", 3]}],"
                        + " \"returned\": [false]}}"));
    }

    @Test
    void aWebhookNeedsNoPattern() {
        with("webhook.scheme", "stripe")
                .with("webhook.secret", "s, but long enough")
                .with("match.key", "$.detail.id");

        WorkTracking ways = ways();

        assertThat(problems.lines()).isEmpty();
        assertThat(Objects.requireNonNull(ways.match()).pattern()).isNull();
        Webhook webhook = Objects.requireNonNull(ways.webhook());
        assertThat(webhook.header()).isEqualTo("Stripe-Signature");
        assertThat(webhook.tolerance()).isEqualTo(Duration.ofMinutes(5));
        assertThat(webhook.secrets()).hasSize(1);
    }

    @Test
    void aSecretMayBeChanged() {
        with("webhook.scheme", "standard")
                .with("webhook.secret", "whsec_dGhlIHByZXNlbnQgc2VjcmV0")
                .with("webhook.previous-secret", "dGhlIG9sZCBzZWNyZXQgaXMgdGhpcw==")
                .with("match.key", "$.detail.id");

        assertThat(Objects.requireNonNull(ways().webhook()).secrets())
                .containsExactly(
                        "the present secret".getBytes(StandardCharsets.UTF_8),
                        "the old secret is this".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aSecretIsNeverTold() {
        with("webhook.scheme", "standard").with("webhook.secret", "§ canary §").with("match.key", "$.detail.id");

        read();

        assertThat(problems.lines())
                .singleElement()
                .asString()
                .contains("webhook.secret")
                .doesNotContain("canary");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "match.key | '$.a[' | match.key",
                "match.pattern | '{\"source\": \"acme\"}' | match.pattern",
                "match.pattern | '{\"source\": [{\"like\": \"a\"}]}' | match.pattern",
                "match.pattern | 'no JSON' | match.pattern",
                "match.outcomes.DONE | finished | match.outcomes.DONE",
                "match.result | '{% ( %}' | match.result",
                "match.bus | default | match.bus",
                "webhook.scheme | paypal | webhook.scheme",
                "webhook.tolerance | soon | webhook.tolerance",
                "webhook.also-answered-by | events;keys | webhook.also-answered-by"
            })
    void whatIsWrongIsNamed(String key, String value, String named) {
        with("match.pattern", PATTERN)
                .with("match.key", "$.detail.id")
                .with("webhook.scheme", "github")
                .with("webhook.secret", "s, but long enough")
                .with(key, value);

        read();

        assertThat(problems.lines()).hasSize(1).first().asString().startsWith(SEND + named + ":");
    }

    @ParameterizedTest
    @CsvSource({"match.pattern, match.key", "match.key, match.pattern", "webhook.scheme, webhook.secret"})
    void whatIsMissingIsNamed(String only, String missing) {
        with(only, only.equals("match.pattern") ? PATTERN : only.equals("match.key") ? "$.detail.id" : "github");
        if (only.startsWith("webhook")) {
            with("match.key", "$.detail.id");
        }

        read();

        assertThat(problems.lines()).hasSize(1).first().asString().startsWith(SEND + missing + ": Required");
    }

    @Test
    void aWebhooksRouteIsAnsweredByItAloneUnlessItSaysMore() {
        with("webhook.scheme", "stripe")
                .with("webhook.secret", "s, but long enough")
                .with("match.key", "$.detail.id");

        assertThat(AnswerChannel.values()).noneMatch(ways()::allows);
        with("webhook.also-answered-by", "events, links");
        assertThat(ways())
                .matches(ways -> ways.allows(AnswerChannel.EVENTS))
                .matches(ways -> ways.allows(AnswerChannel.LINKS))
                .matches(ways -> !ways.allows(AnswerChannel.KEYS));
        assertThat(problems.lines()).isEmpty();
        assertThat(AnswerChannel.values()).allMatch(WorkTracking.NONE::allows);
    }

    @Test
    void otherWaysCanBeWrittenAsAList() throws java.io.IOException {
        YamlConfigSource yaml = new YamlConfigSource("test", """
            taskgate:
              services:
                parcels:
                  operations:
                    send:
                      request: { via: event }
                      webhook: { scheme: hmac, secret: long enough as it is, also-answered-by: [keys, links] }
                      match: { key: $.detail.id }
            """);
        properties.putAll(yaml.getProperties());

        Webhook webhook = Objects.requireNonNull(ways().webhook());

        assertThat(problems.lines()).isEmpty();
        assertThat(webhook.alsoAnsweredBy()).containsExactlyInAnyOrder(AnswerChannel.KEYS, AnswerChannel.LINKS);
    }

    /// For development and tests, where short secrets do no harm.
    @Test
    void aShortSecretIsTakenWhereTheStartAllowsIt() {
        with("match.key", "$.detail.id").with("webhook.scheme", "hmac").with("request.via", "event");

        TestSettings.routes(with("webhook.secret", "short").properties, problems, SecretDecryptor.PLAIN, true);
        assertThat(problems.lines()).isEmpty();
        with("webhook.scheme", "standard").with("webhook.secret", "whsec_");
        TestSettings.routes(properties, problems, SecretDecryptor.PLAIN, true);
        assertThat(problems.lines()).hasSize(1);
    }

    // ---- attackers of webhooks

    /// GitHub signs only the body, so the event's name in the header can be forged.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "match.outcome | $['detail-type'] | match.outcome",
                "match.key | States.Format('{}', $['detail-type']) | match.key",
                "match.result | '{% $states.input.`detail-type` %}' | match.result",
                "match.pattern | '{\"detail-type\": [\"paid\"]}' | match.pattern"
            })
    void promise15AGitHubRouteReadsNothingThatIsNotSigned(String key, String value, String named) {
        with("match.key", "$.detail.id")
                .with("webhook.scheme", "github")
                .with("webhook.secret", "0123456789abcdef")
                .with(key, value);

        read();

        assertThat(problems.lines())
                .singleElement()
                .asString()
                .startsWith(SEND + named + ":")
                .contains("signs");
    }

    @ParameterizedTest
    @CsvSource({"github, 15 characters!", "standard, whsec_", "standard, whsec_c2hvcnQ=", "hmac, short"})
    void promise15ASecretThatCanBeGuessedIsRefused(String scheme, String secret) {
        with("match.key", "$.detail.id").with("webhook.scheme", scheme).with("webhook.secret", secret);

        read();

        assertThat(problems.lines())
                .singleElement()
                .asString()
                .startsWith(SEND + "webhook.secret:")
                .contains("16 bytes");
    }

    @Test
    void aSecretMayBeEncrypted() {
        with("match.key", "$.detail.id")
                .with("webhook.scheme", "hmac")
                .with("webhook.secret", "kms:c2VhbGVk")
                .with("request.via", "event");

        Webhook webhook = Objects.requireNonNull(TestSettings.routes(
                        properties, problems, text -> text.replace("kms:c2VhbGVk", "opened and long enough"), false)
                .find("parcels", "send")
                .orElseThrow()
                .ways()
                .webhook());

        assertThat(problems.lines()).isEmpty();
        assertThat(webhook.secrets()).containsExactly("opened and long enough".getBytes(StandardCharsets.UTF_8));
    }

    private static com.fasterxml.jackson.databind.JsonNode tree(String json) {
        return Json.parseTrusted(json.getBytes(StandardCharsets.UTF_8));
    }
}
