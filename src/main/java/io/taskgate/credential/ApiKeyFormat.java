package io.taskgate.credential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// The format of API keys that taskgate makes: `tgk_`, 43 random digits in base 62 (256 bits), and the CRC-32
/// of all that comes before as 6 digits in base 62. Secret scanners find such a key by its prefix, and a key
/// that was cut off or mistyped is known by its checksum. Needs the JDK's classes only.
public final class ApiKeyFormat {

    /// What every key begins with.
    public static final String PREFIX = "tgk_";

    /// What a configured digest begins with.
    public static final String DIGEST = "sha256:";

    /// Finds keys in text, for secret scanners.
    public static final Pattern SCANNER = Pattern.compile("\\btgk_[0-9A-Za-z]{49}\\b");

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// 62^43 is a little more than 2^256.
    private static final int RANDOM_DIGITS = 43;

    private static final int CHECKSUM_DIGITS = 6;
    private static final int LENGTH = PREFIX.length() + RANDOM_DIGITS + CHECKSUM_DIGITS;

    /// What a text is.
    public enum Check {
        /// A key of this format whose checksum is right.
        WELL_FORMED,
        /// Begins like a key of this format, and is none.
        BROKEN,
        /// Without the prefix.
        OTHER
    }

    private ApiKeyFormat() {}

    /// Makes a key.
    ///
    /// @param random cryptographically strong, as a `SecureRandom`
    public static String generate(RandomGenerator random) {
        StringBuilder key = new StringBuilder(LENGTH).append(PREFIX);
        for (int i = 0; i < RANDOM_DIGITS; i++) {
            key.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return key.append(checksum(key)).toString();
    }

    /// Looks at the format only: says nothing about whether the key is known.
    public static Check check(String text) {
        if (!text.startsWith(PREFIX)) {
            return Check.OTHER;
        }
        boolean wellFormed = text.length() == LENGTH
                && text.substring(LENGTH - CHECKSUM_DIGITS)
                        .equals(checksum(text.substring(0, LENGTH - CHECKSUM_DIGITS)));
        return wellFormed ? Check.WELL_FORMED : Check.BROKEN;
    }

    /// The key as a configuration should hold it: `sha256:` and the lower-case hex SHA-256 of its UTF-8 bytes.
    public static String digest(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return DIGEST + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String checksum(CharSequence text) {
        CRC32 crc = new CRC32();
        crc.update(text.toString().getBytes(StandardCharsets.UTF_8));
        long rest = crc.getValue();
        char[] digits = new char[CHECKSUM_DIGITS];
        for (int i = CHECKSUM_DIGITS - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) (rest % DIGITS.length()));
            rest /= DIGITS.length();
        }
        return new String(digits);
    }
}
