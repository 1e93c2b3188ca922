package io.taskgate.aws.dynamodb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Writes digests, UUIDs, operation IDs and ARNs of Step Functions as binary attribute values of about half their
/// length, and reads them back. Any other text stays a text. The encoding of a text never changes, because
/// conditions compare encoded values (`docs/ledger.md`, "Compact values").
final class CompactText {

    private static final byte HEX = 1;
    private static final byte UUID_ONLY = 2;
    private static final byte UUID_AND_DIGEST = 3;
    private static final byte STATE_MACHINE = 4;
    private static final byte EXECUTION = 5;
    private static final byte EXECUTION_BY_UUID = 6;

    private static final int UUID_BYTES = 16;
    private static final int UUID_CHARACTERS = 36;
    private static final int ACCOUNT_BYTES = 5;

    private static final Pattern HEX_FORM = Pattern.compile("(?:[0-9a-f]{2}){8,}");
    private static final Pattern ARN_FORM = Pattern.compile(
            "arn:(aws[a-z-]{0,20}):states:([a-z0-9-]{1,32}):([0-9]{12}):(stateMachine|execution):(.+)", Pattern.DOTALL);

    private CompactText() {}

    static AttributeValue of(String text) {
        byte[] compact = encoded(text);
        return compact == null ? AttributeValue.fromS(text) : AttributeValue.fromB(SdkBytes.fromByteArray(compact));
    }

    static String text(AttributeValue value) {
        return value.s() == null ? decoded(ByteBuffer.wrap(value.b().asByteArray())) : value.s();
    }

    private static byte @Nullable [] encoded(String text) {
        if (HEX_FORM.matcher(text).matches()) {
            byte[] bytes = HexFormat.of().parseHex(text);
            return ByteBuffer.allocate(1 + bytes.length).put(HEX).put(bytes).array();
        }
        byte[] uuid = uuid(text);
        if (uuid != null) {
            return ByteBuffer.allocate(1 + UUID_BYTES).put(UUID_ONLY).put(uuid).array();
        }
        if (text.startsWith("arn:")) {
            return arn(text);
        }
        return numbered(text);
    }

    private static String decoded(ByteBuffer bytes) {
        byte form = bytes.get();
        return switch (form) {
            case HEX -> HexFormat.of().formatHex(rest(bytes));
            case UUID_ONLY -> uuid(bytes);
            case UUID_AND_DIGEST ->
                uuid(bytes) + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(rest(bytes));
            case STATE_MACHINE -> prefix(bytes, "stateMachine") + utf8(rest(bytes));
            case EXECUTION -> prefix(bytes, "execution") + utf8(rest(bytes));
            case EXECUTION_BY_UUID -> {
                String prefix = prefix(bytes, "execution");
                String name = uuid(bytes);
                yield prefix + utf8(rest(bytes)) + ":" + name;
            }
            default -> throw new IllegalStateException("The ledger item has a compact value of an unknown form.");
        };
    }

    /// Null if it is not the canonical form, which reading gives back.
    private static byte @Nullable [] uuid(String text) {
        if (text.length() != UUID_CHARACTERS || text.charAt(8) != '-') {
            return null;
        }
        try {
            UUID uuid = UUID.fromString(text);
            return uuid.toString().equals(text)
                    ? ByteBuffer.allocate(UUID_BYTES)
                            .putLong(uuid.getMostSignificantBits())
                            .putLong(uuid.getLeastSignificantBits())
                            .array()
                    : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static String uuid(ByteBuffer bytes) {
        return new UUID(bytes.getLong(), bytes.getLong()).toString();
    }

    /// An operation ID of a numbered delivery: a UUID and a digest.
    private static byte @Nullable [] numbered(String text) {
        if (text.length() <= UUID_CHARACTERS + 1 || text.charAt(UUID_CHARACTERS) != '.') {
            return null;
        }
        byte[] uuid = uuid(text.substring(0, UUID_CHARACTERS));
        byte[] digest = base64Url(text.substring(UUID_CHARACTERS + 1));
        return uuid == null || digest == null
                ? null
                : ByteBuffer.allocate(1 + UUID_BYTES + digest.length)
                        .put(UUID_AND_DIGEST)
                        .put(uuid)
                        .put(digest)
                        .array();
    }

    /// Null if encoding the bytes again does not give the same text.
    static byte @Nullable [] base64Url(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text) ? bytes : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static byte @Nullable [] arn(String text) {
        Matcher arn = ARN_FORM.matcher(text);
        if (!arn.matches() || !arn.group(1).equals(partition(arn.group(2)))) {
            return null;
        }
        String resource = arn.group(5);
        int name = resource.length() - UUID_CHARACTERS;
        byte[] uuid = name > 1 && resource.charAt(name - 1) == ':' ? uuid(resource.substring(name)) : null;
        byte[] region = arn.group(2).getBytes(StandardCharsets.US_ASCII);
        boolean isExecution = arn.group(4).equals("execution");
        byte[] rest = (isExecution && uuid != null ? resource.substring(0, name - 1) : resource)
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(2 + region.length + ACCOUNT_BYTES + UUID_BYTES + rest.length);
        bytes.put(!isExecution ? STATE_MACHINE : uuid == null ? EXECUTION : EXECUTION_BY_UUID);
        bytes.put((byte) region.length).put(region);
        long account = Long.parseLong(arn.group(3));
        bytes.put((byte) (account >> 32)).putInt((int) account);
        if (isExecution && uuid != null) {
            bytes.put(uuid);
        }
        bytes.put(rest).flip();
        return rest(bytes);
    }

    private static String prefix(ByteBuffer bytes, String kind) {
        byte[] region = new byte[bytes.get()];
        bytes.get(region);
        String name = new String(region, StandardCharsets.US_ASCII);
        long account = ((bytes.get() & 0xFFL) << 32) | (bytes.getInt() & 0xFFFF_FFFFL);
        return String.format(Locale.ROOT, "arn:%s:states:%s:%012d:%s:", partition(name), name, account, kind);
    }

    private static String partition(String region) {
        if (region.startsWith("cn-")) {
            return "aws-cn";
        }
        return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] rest(ByteBuffer bytes) {
        byte[] rest = new byte[bytes.remaining()];
        bytes.get(rest);
        return rest;
    }
}
