package io.taskgate.credential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Refuses keys that protect nothing. Holds the digests of the keys that it has seen, to find one key under two
/// names:
/// make one for each reading of the configuration. For one thread.
public final class KeyStrengthValidator {

    /// Of an API key, in characters: 128 bits as hex.
    public static final int MIN_API_KEY = 32;

    private static final String DIGEST = "sha256:";
    private static final String MAKE_API_KEY = ". Generate one: openssl rand -hex 32";
    private static final String MAKE_BYTES = ". Generate one: openssl rand -base64 32";

    /// Random hex digits of [#MIN_API_KEY] are estimated at 100 bits and more.
    private static final double MIN_API_KEY_BITS = 80;

    /// 32 random bytes are estimated at 140 bits and more.
    private static final double MIN_BYTES_BITS = 128;

    /// Fewer changes between upper case, lower case and digits are words, not random characters.
    private static final int MIN_CHANGES = 3;

    private final boolean required;
    private final Map<String, String> namesByDigest = new HashMap<>();

    private KeyStrengthValidator(boolean required) {
        this.required = required;
    }

    /// Accepts every key: for the development and test modes, whose keys stand in the repository.
    public static KeyStrengthValidator unchecked() {
        return new KeyStrengthValidator(false);
    }

    /// Refuses published, short, repeated and guessable keys.
    public static KeyStrengthValidator required() {
        return new KeyStrengthValidator(true);
    }

    /// Checks an API key.
    ///
    /// @param name   the configuration key that holds it
    /// @param secret the key, or `sha256:` and its digest in lower-case hex
    /// @return what is wrong with it, without the key
    public Optional<String> ofApiKey(String name, String secret) {
        if (!required) {
            return Optional.empty();
        }
        boolean hashed = secret.startsWith(DIGEST);
        byte[] key = secret.getBytes(StandardCharsets.UTF_8);
        String digest = hashed ? secret.substring(DIGEST.length()) : sha256(key);
        return Optional.ofNullable(known(name, digest))
                .or(() -> hashed ? Optional.empty() : Optional.ofNullable(weakText(key, secret.length())))
                .map(problem -> problem + MAKE_API_KEY);
    }

    /// Checks a binary key: of the links or the vault.
    ///
    /// @param name the configuration key that holds it
    /// @return what is wrong with it, without the key
    public Optional<String> ofBytes(String name, byte[] key) {
        if (!required) {
            return Optional.empty();
        }
        return Optional.ofNullable(known(name, sha256(key)))
                .or(() -> Optional.ofNullable(weakBytes(key)))
                .map(problem -> problem + MAKE_BYTES);
    }

    /// Whether a secret of a service or a webhook stands in the repository. Always false where keys are
    /// unchecked.
    public boolean isPublished(String secret) {
        return required && PublishedKeys.SHA256.contains(sha256(secret.getBytes(StandardCharsets.UTF_8)));
    }

    private @Nullable String known(String name, String digest) {
        if (digest.equals(PublishedKeys.OF_NOTHING)) {
            return "is the digest of the empty text";
        }
        if (PublishedKeys.SHA256.contains(digest)) {
            return "is published in the taskgate repository";
        }
        String other = namesByDigest.putIfAbsent(digest, name);
        return other == null || other.equals(name) ? null : "is the same key as " + other;
    }

    private static @Nullable String weakText(byte[] key, int characters) {
        if (characters < MIN_API_KEY) {
            return "has " + characters + " characters, and an API key needs " + MIN_API_KEY + " or more";
        }
        boolean weak = bits(key) < MIN_API_KEY_BITS || changes(key) < MIN_CHANGES;
        return weak ? "does not look random" : null;
    }

    private static @Nullable String weakBytes(byte[] key) {
        boolean typed = isPrintable(key) && (key.length < 2 * MIN_API_KEY || changes(key) < MIN_CHANGES);
        boolean weak = typed || bits(key) < MIN_BYTES_BITS;
        return weak ? "does not look random" : null;
    }

    private static boolean isPrintable(byte[] key) {
        for (byte one : key) {
            boolean space = one == '\n' || one == '\r' || one == '\t';
            if ((one < ' ' && !space) || one == 0x7F) {
                return false;
            }
        }
        return true;
    }

    /// An estimate of the entropy in bits. Bytes that repeat a step, as in `aaaa`, `abcd` and `9876`, or end a
    /// group of
    /// three that came before, count nothing; each other byte counts by how many different bytes there are.
    private static double bits(byte[] key) {
        Set<Byte> different = new HashSet<>();
        Set<Integer> groups = new HashSet<>();
        int counted = 0;
        for (int i = 0; i < key.length; i++) {
            different.add(key[i]);
            boolean step = i >= 2 && key[i] - key[i - 1] == key[i - 1] - key[i - 2];
            boolean group = i >= 2 && !groups.add(Arrays.hashCode(new byte[] {key[i - 2], key[i - 1], key[i]}));
            counted += step || group ? 0 : 1;
        }
        return counted * Math.log(Math.max(different.size(), 1)) / Math.log(2);
    }

    /// How often the kind of character changes, without what is neither letter nor digit.
    private static int changes(byte[] key) {
        int[] kinds = new String(key, StandardCharsets.ISO_8859_1)
                .chars()
                .filter(one -> one < 0x80 && Character.isLetterOrDigit(one))
                .map(one -> Character.isDigit(one) ? 0 : Character.isUpperCase(one) ? 1 : 2)
                .toArray();
        int changes = 0;
        for (int i = 1; i < kinds.length; i++) {
            changes += kinds[i] == kinds[i - 1] ? 0 : 1;
        }
        return changes;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
