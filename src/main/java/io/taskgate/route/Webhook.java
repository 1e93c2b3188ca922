package io.taskgate.route;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The webhook of a provider, authenticated by HMAC-SHA256.
///
/// @param secrets   the accepted secrets: the current one, and the previous one during a rotation
/// @param header    of the signature
/// @param tolerance the maximum clock difference of a signed time in both directions; only of schemes with a
/// signed time
/// @param alsoAnsweredBy additional channels for the answers of the route
public record Webhook(
        Scheme scheme, List<byte[]> secrets, String header, Duration tolerance, Set<AnswerChannel> alsoAnsweredBy) {

    public static final Duration DEFAULT_TOLERANCE = Duration.ofMinutes(5);

    public Webhook {
        secrets = List.copyOf(secrets);
        alsoAnsweredBy = Set.copyOf(alsoAnsweredBy);
    }

    /// Creates a webhook that is the only channel of its route.
    public Webhook(Scheme scheme, List<byte[]> secrets, String header, Duration tolerance) {
        this(scheme, secrets, header, tolerance, Set.of());
    }

    /// The signature schemes of providers.
    public enum Scheme {
        /// `X-Hub-Signature-256: sha256=<hex>` over the body. Source: GitHub docs, "Validating webhook
        /// deliveries".
        GITHUB("X-Hub-Signature-256"),
        /// `Stripe-Signature: t=<epoch seconds>,v1=<hex>` over time, a dot and the body. Source: Stripe docs,
        /// "Resolve webhook signature verification errors".
        STRIPE("Stripe-Signature"),
        /// `webhook-signature: v1,<base64>` over id, time and body, joined by dots. Source: the Standard
        /// Webhooks specification.
        STANDARD("webhook-signature"),
        /// Hex or base64 over the body, with or without a prefix such as `sha256=`, in a configurable header.
        HMAC("X-Signature");

        private final String defaultHeader;

        Scheme(String header) {
            this.defaultHeader = header;
        }

        public String defaultHeader() {
            return defaultHeader;
        }

        public static Optional<Scheme> of(String word) {
            return Arrays.stream(values())
                    .filter(scheme -> scheme.wireName().equals(word))
                    .findFirst();
        }

        public static String wireNames() {
            return Arrays.stream(values()).map(Scheme::wireName).collect(Collectors.joining(", "));
        }

        private String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Omits the secrets.
    @Override
    public String toString() {
        return "Webhook[" + scheme + ", " + header + "]";
    }
}
