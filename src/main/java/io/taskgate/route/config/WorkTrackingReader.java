package io.taskgate.route.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.shape.ValueExpression;
import io.taskgate.route.AnswerChannel;
import io.taskgate.route.EventCorrelation;
import io.taskgate.route.OutcomeMapping;
import io.taskgate.route.Service;
import io.taskgate.route.Webhook;
import io.taskgate.route.WorkTracking;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.event.ruler.Machine;

/// Reads the additional answer channels of an operation: `match`, `webhook`, `probe`, `cancel`.
final class WorkTrackingReader {

    private static final String STANDARD_PREFIX = "whsec_";
    private static final String ALSO = "also-answered-by";

    /// The minimum size of a webhook secret in bytes: 128 bits; no provider uses less.
    private static final int MIN_SECRET = 16;

    /// The header field of a provider event that GitHub does not sign.
    private static final String UNSIGNED = "detail-type";

    private static final String NOT_SIGNED =
            "Reads detail-type, but GitHub signs only the body. Read $.detail, for example $.detail.action.";

    private static final Pattern ELEMENT = Pattern.compile(ALSO + "\\[\\d{1,4}]");

    private final ConfigurationProblems problems;
    private final SecretDecryptor secrets;
    private final boolean anySecret;

    /// @param anySecret whether short secrets are accepted: for development and tests
    WorkTrackingReader(ConfigurationProblems problems, SecretDecryptor secrets, boolean anySecret) {
        this.problems = problems;
        this.secrets = secrets;
        this.anySecret = anySecret;
    }

    /// @param called    the service; null if it has no URL
    /// @param heartbeat of the route; null for none
    WorkTracking read(ConfigNode operation, @Nullable Service called, @Nullable Duration heartbeat) {
        ConfigNode match = operation.child("match");
        ConfigNode webhook = operation.child("webhook");
        if (webhook != null && match == null) {
            problems.add(
                    operation.key("match.key"),
                    "Required. Set the path of the correlation key in the webhook call, for example $.detail.orderId.");
        }
        if (webhook != null && match != null && "github".equals(webhook.text("scheme"))) {
            refuseUnsigned(match);
        }
        WorkRequestTemplateReader service = new WorkRequestTemplateReader(called, problems);
        return new WorkTracking(
                match == null ? null : match(match, webhook != null),
                webhook == null ? null : webhook(webhook),
                service.probe(operation.child("probe"), heartbeat),
                service.cancel(operation.child("cancel")));
    }

    private void refuseUnsigned(ConfigNode match) {
        for (String name : List.of("key", "outcome", "error", "cause", "result", "progress")) {
            String text = match.text(name);
            if (text != null && text.contains(UNSIGNED)) {
                problems.add(match.key(name), NOT_SIGNED);
            }
        }
        ConfigNode pattern = match.child("pattern");
        if (pattern != null && namesField(pattern, UNSIGNED)) {
            problems.add(pattern.key(), NOT_SIGNED);
        }
    }

    private static boolean namesField(ConfigNode pattern, String field) {
        String text = pattern.value();
        return (text != null && text.contains(field)) || pattern.children().containsKey(field);
    }

    private @Nullable EventCorrelation match(ConfigNode settings, boolean ofWebhook) {
        settings.allowOnly(
                Set.of("pattern", "key", "outcome", "outcomes", "error", "cause", "result", "progress"), problems);
        String pattern = pattern(settings, ofWebhook);
        ValueExpression key = settings.parsed("key", ValueExpression::compile, problems);
        if (settings.text("key") == null) {
            problems.add(
                    settings.key("key"),
                    "Required. Set the path of the correlation key in the event, for example $.detail.orderId.");
        }
        OutcomeMapping reading = new OutcomeMappingReader(settings, problems).read("success", "$.detail");
        boolean whole = pattern != null || ofWebhook;
        return key == null || reading == null || !whole ? null : new EventCorrelation(pattern, key, reading);
    }

    private @Nullable String pattern(ConfigNode settings, boolean ofWebhook) {
        ConfigNode written = settings.child("pattern");
        if (written == null) {
            if (!ofWebhook) {
                problems.add(
                        settings.key("pattern"),
                        "Required. Set an EventBridge pattern, for example {\"source\": [\"acme.shipping\"]}.");
            }
            return null;
        }
        try {
            JsonNode json = ShapeReader.json(written);
            String text = new String(Json.bytes(json), StandardCharsets.UTF_8);
            // A separate machine: an invalid pattern must not affect the matching one.
            Machine.builder().build().addRule("rule", text);
            return text;
        } catch (InvalidDefinitionException | IOException e) {
            problems.add(written.key(), "Invalid EventBridge pattern: " + e.getMessage());
            return null;
        }
    }

    private @Nullable Webhook webhook(ConfigNode settings) {
        settings.allowOnly(allowed(settings), problems);
        Webhook.Scheme scheme = settings.parsed("scheme", WorkTrackingReader::scheme, problems);
        if (settings.text("scheme") == null) {
            problems.add(settings.key("scheme"), "Required. Use one of " + Webhook.Scheme.wireNames() + ".");
        }
        if (settings.text("secret") == null) {
            problems.add(settings.key("secret"), "Required. Set the signing secret of the provider.");
        }
        Duration tolerance = settings.parsed("tolerance", ConfigValueParser::duration, problems);
        if (scheme == null || settings.text("secret") == null) {
            return null;
        }
        String header = settings.text("header");
        return new Webhook(
                scheme,
                secrets(settings, scheme),
                header == null ? scheme.defaultHeader() : header,
                tolerance == null ? Webhook.DEFAULT_TOLERANCE : tolerance,
                alsoAnsweredBy(settings));
    }

    /// A YAML list is given element by element in addition.
    private static Set<String> allowed(ConfigNode webhook) {
        Set<String> names = new TreeSet<>(Set.of("scheme", "secret", "previous-secret", "header", "tolerance", ALSO));
        webhook.children().keySet().stream().filter(ELEMENT.asMatchPredicate()).forEach(names::add);
        return names;
    }

    private Set<AnswerChannel> alsoAnsweredBy(ConfigNode webhook) {
        Stream<String> words = webhook.text(ALSO) == null
                ? webhook.children().keySet().stream()
                        .filter(ELEMENT.asMatchPredicate())
                        .flatMap(name -> Stream.ofNullable(webhook.text(name)))
                : Stream.of(String.valueOf(webhook.text(ALSO)).split(",", -1));
        Set<AnswerChannel> ways = EnumSet.noneOf(AnswerChannel.class);
        words.map(String::strip)
                .forEach(word -> AnswerChannel.of(word)
                        .ifPresentOrElse(
                                ways::add,
                                () -> problems.add(
                                        webhook.key(ALSO),
                                        "Unknown value \"" + word + "\". Use some of " + AnswerChannel.wireNames()
                                                + ".")));
        return ways;
    }

    private List<byte[]> secrets(ConfigNode settings, Webhook.Scheme scheme) {
        return Stream.of("secret", "previous-secret")
                .filter(name -> settings.text(name) != null)
                .flatMap(name -> Stream.ofNullable(settings.parsed(name, text -> secret(text, scheme), problems)))
                .toList();
    }

    private byte[] secret(String written, Webhook.Scheme scheme) {
        byte[] secret = bytes(secrets.decrypt(written), scheme);
        if (secret.length == 0 || (secret.length < MIN_SECRET && !anySecret)) {
            throw new InvalidDefinitionException(
                    "The secret has " + secret.length + " bytes and can be guessed. Use at least " + MIN_SECRET
                            + " bytes, for example from: openssl rand -hex 32");
        }
        return secret;
    }

    /// Standard Webhooks issues its secrets as base64. No message may contain one.
    private static byte[] bytes(String text, Webhook.Scheme scheme) {
        if (scheme != Webhook.Scheme.STANDARD) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder()
                    .decode(text.startsWith(STANDARD_PREFIX) ? text.substring(STANDARD_PREFIX.length()) : text);
        } catch (IllegalArgumentException e) {
            throw new InvalidDefinitionException(
                    "Not a Standard Webhooks secret. Use whsec_ followed by base64, as issued.");
        }
    }

    private static Webhook.Scheme scheme(String word) {
        return Webhook.Scheme.of(word)
                .orElseThrow(() -> new InvalidDefinitionException(
                        "Unknown value \"" + word + "\". Use one of " + Webhook.Scheme.wireNames() + "."));
    }
}
