package io.taskgate.event.format;

import io.taskgate.crypto.Hmac;
import io.taskgate.route.Webhook;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// Verifies the signatures of webhook calls ([Webhook.Scheme]). Compares in constant time. Thread-safe.
@Singleton
public final class WebhookVerifier {

    private static final byte[] DOT = {'.'};
    private static final byte[] NOTHING = {};

    private final Clock clock;

    WebhookVerifier(Clock clock) {
        this.clock = clock;
    }

    /// @param headers all headers of the request, by name
    /// @param body    the exact bytes of the request
    public boolean isValid(Webhook webhook, Map<String, List<String>> headers, byte[] body) {
        Map<String, String> named = CloudEventParser.headers(headers);
        String signature = named.getOrDefault(webhook.header().toLowerCase(Locale.ROOT), "");
        // Computed also without a signature, so that the time does not reveal which header a route uses.
        return switch (webhook.scheme()) {
            case GITHUB -> isSigned(webhook, List.of(bytes(signature.replaceFirst("^sha256=", ""))), body);
            case HMAC -> isSigned(webhook, List.of(bytes(signature.replaceFirst("^[A-Za-z0-9-]+=(?=.)", ""))), body);
            case STRIPE -> isStripes(webhook, signature, body);
            case STANDARD -> isStandard(webhook, named, signature, body);
        };
    }

    private boolean isStripes(Webhook webhook, String signature, byte[] body) {
        String time = "";
        Stream.Builder<byte[]> signatures = Stream.builder();
        for (String part : signature.split(",", -1)) {
            if (part.startsWith("t=")) {
                time = part.substring(2);
            } else if (part.startsWith("v1=")) {
                signatures.add(bytes(part.substring(3)));
            }
        }
        return isSigned(webhook, signatures.build().toList(), ascii(time), DOT, body)
                && isRecent(time, webhook.tolerance());
    }

    private boolean isStandard(Webhook webhook, Map<String, String> headers, String signature, byte[] body) {
        String id = headers.getOrDefault("webhook-id", "");
        String time = headers.getOrDefault("webhook-timestamp", "");
        List<byte[]> signatures = Arrays.stream(signature.split(" ", -1))
                .filter(part -> part.startsWith("v1,"))
                .map(part -> bytes(part.substring(3)))
                .toList();
        return isSigned(webhook, signatures, ascii(id), DOT, ascii(time), DOT, body)
                && isRecent(time, webhook.tolerance());
    }

    private boolean isRecent(String epochSeconds, Duration tolerance) {
        if (!epochSeconds.matches("\\d{1,12}")) {
            return false;
        }
        Instant signed = Instant.ofEpochSecond(Long.parseLong(epochSeconds));
        return Duration.between(signed, clock.instant()).abs().compareTo(tolerance) <= 0;
    }

    private static boolean isSigned(Webhook webhook, List<byte[]> signatures, byte[]... parts) {
        boolean found = false;
        for (byte[] secret : webhook.secrets()) {
            byte[] genuine = Hmac.sha256(secret, parts);
            for (byte[] signature : signatures) {
                found |= MessageDigest.isEqual(genuine, signature);
            }
        }
        return found;
    }

    /// Decodes hex if possible, base64 otherwise. An HMAC of 32 bytes is unambiguous: it has 64 characters in
    /// hex, 44 in base64.
    private static byte[] bytes(String signature) {
        try {
            return signature.length() == 64
                    ? HexFormat.of().parseHex(signature)
                    : Base64.getDecoder().decode(signature);
        } catch (IllegalArgumentException e) {
            return NOTHING;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
