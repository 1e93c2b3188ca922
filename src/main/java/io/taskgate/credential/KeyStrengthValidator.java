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

/// Rejects weak keys. Keeps the digests of checked keys to detect one key under two names: create one
/// instance for each reading of the configuration. Not thread-safe.
public final class KeyStrengthValidator {

    /// The minimum length of an API key in characters: 128 bits as hex.
    public static final int MIN_API_KEY = 32;

    private static final String DIGEST = "sha256:";
    private static final String MAKE_API_KEY = ". Generate one: openssl rand -hex 32";
    private static final String MAKE_BYTES = ". Generate one: openssl rand -base64 32";

    /// The minimum estimated entropy. Random hex digits of [#MIN_API_KEY] have an estimate of 100 bits or
    /// more.
    private static final double MIN_API_KEY_BITS = 80;

    /// The minimum estimated entropy. 32 random bytes have an estimate of 140 bits or more.
    private static final double MIN_BYTES_BITS = 128;

    /// Fewer changes between upper case, lower case and digits indicate words, not random characters.
    private static final int MIN_CHANGES = 3;

    private final boolean required;
    private final Map<String, String> namesByDigest = new HashMap<>();

    private KeyStrengthValidator(boolean required) {
        this.required = required;
    }

    /// Returns a validator that accepts every key: for the dev and test profiles, whose keys are in the
    /// repository.
    public static KeyStrengthValidator unchecked() {
        return new KeyStrengthValidator(false);
    }

    /// Returns a validator that rejects published, short, repeated and guessable keys.
    public static KeyStrengthValidator required() {
        return new KeyStrengthValidator(true);
    }

    /// Checks an API key.
    ///
    /// @param name   the configuration key that holds it
    /// @param secret the key, or `sha256:` and its digest in lower-case hex
    /// @return the error, without the key
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

    /// Checks a binary key of the links or the vault.
    ///
    /// @param name the configuration key that holds it
    /// @return the error, without the key
    public Optional<String> ofBytes(String name, byte[] key) {
        if (!required) {
            return Optional.empty();
        }
        return Optional.ofNullable(known(name, sha256(key)))
                .or(() -> Optional.ofNullable(weakBytes(key)))
                .map(problem -> problem + MAKE_BYTES);
    }

    /// Returns whether a service or webhook secret is published in the repository. Always false for the
    /// unchecked validator.
    public boolean isPublished(String secret) {
        return required && PublishedKeys.SHA256.contains(sha256(secret.getBytes(StandardCharsets.UTF_8)));
    }

    private @Nullable String known(String name, String digest) {
        if (digest.equals(PublishedKeys.OF_NOTHING)) {
            return "The key is the digest of the empty string";
        }
        if (PublishedKeys.SHA256.contains(digest)) {
            return "The key is published in the taskgate repository";
        }
        String other = namesByDigest.putIfAbsent(digest, name);
        return other == null || other.equals(name) ? null : "The key is the same as " + other;
    }

    private static @Nullable String weakText(byte[] key, int characters) {
        if (characters < MIN_API_KEY) {
            return "The key has " + characters + " characters. An API key needs at least " + MIN_API_KEY;
        }
        boolean weak = bits(key) < MIN_API_KEY_BITS || changes(key) < MIN_CHANGES;
        return weak ? "The key does not look random" : null;
    }

    private static @Nullable String weakBytes(byte[] key) {
        boolean typed = isPrintable(key) && (key.length < 2 * MIN_API_KEY || changes(key) < MIN_CHANGES);
        boolean weak = typed || bits(key) < MIN_BYTES_BITS;
        return weak ? "The key does not look random" : null;
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

    /// Estimates the entropy in bits. Bytes that repeat a step, such as `aaaa`, `abcd` and `9876`, or
    /// complete a group of three that occurred before, count nothing; each other byte counts by the number of
    /// distinct bytes.
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

    /// Returns how often the kind of character changes, ignoring characters that are neither letters nor
    /// digits.
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
            throw new IllegalStateException("The Java platform does not provide SHA-256.", e);
        }
    }
}
