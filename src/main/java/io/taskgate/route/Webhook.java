package io.taskgate.route;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A provider's calls, told to be genuine by an HMAC-SHA256 over what it sends.
///
/// @param secrets   any of them may have signed: the present one, and the one before while it is changed
/// @param header    of the signature
/// @param tolerance how old a signed time may be, and how far ahead; only of schemes that sign one
/// @param alsoAnsweredBy other ways in which the route's answers may come
public record Webhook(
        Scheme scheme, List<byte[]> secrets, String header, Duration tolerance, Set<AnswerChannel> alsoAnsweredBy) {

    public static final Duration DEFAULT_TOLERANCE = Duration.ofMinutes(5);

    public Webhook {
        secrets = List.copyOf(secrets);
        alsoAnsweredBy = Set.copyOf(alsoAnsweredBy);
    }

    /// One whose route is answered by it alone.
    public Webhook(Scheme scheme, List<byte[]> secrets, String header, Duration tolerance) {
        this(scheme, secrets, header, tolerance, Set.of());
    }

    /// How providers sign.
    public enum Scheme {
        /// `X-Hub-Signature-256: sha256=<hex>` over the body. Source: GitHub docs, "Validating webhook
        /// deliveries".
        GITHUB("X-Hub-Signature-256"),
        /// `Stripe-Signature: t=<epoch seconds>,v1=<hex>` over time, a dot and the body. Source: Stripe docs,
        /// "Resolve
        /// webhook signature verification errors".
        STRIPE("Stripe-Signature"),
        /// `webhook-signature: v1,<base64>` over id, time and body, joined by dots. Source: the Standard
        /// Webhooks specification.
        STANDARD("webhook-signature"),
        /// Hex or base64 over the body, with or without a prefix such as `sha256=`, in a header of the route's
        /// choice.
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
                    .filter(scheme -> scheme.word().equals(word))
                    .findFirst();
        }

        public static String words() {
            return Arrays.stream(values()).map(Scheme::word).collect(Collectors.joining(", "));
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Without the secrets.
    @Override
    public String toString() {
        return "Webhook[" + scheme + ", " + header + "]";
    }
}
