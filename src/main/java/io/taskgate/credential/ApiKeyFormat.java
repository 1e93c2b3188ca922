package io.taskgate.credential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// The format of generated API keys: `tgk_`, 43 random digits in base 62 (256 bits), and the CRC-32 of the
/// preceding characters as 6 digits in base 62. Secret scanners find a key by its prefix; the checksum
/// detects truncated and mistyped keys. Uses only JDK classes.
public final class ApiKeyFormat {

    /// The prefix of every key.
    public static final String PREFIX = "tgk_";

    /// The prefix of a configured digest.
    public static final String DIGEST = "sha256:";

    /// Matches keys in text, for secret scanners.
    public static final Pattern SCANNER = Pattern.compile("\\btgk_[0-9A-Za-z]{49}\\b");

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// 62^43 is a little more than 2^256.
    private static final int RANDOM_DIGITS = 43;

    private static final int CHECKSUM_DIGITS = 6;
    private static final int LENGTH = PREFIX.length() + RANDOM_DIGITS + CHECKSUM_DIGITS;

    /// The result of checking a text.
    public enum Check {
        /// A key of this format with a valid checksum.
        WELL_FORMED,
        /// Has the prefix, but is not a valid key.
        BROKEN,
        /// Has a different prefix.
        OTHER
    }

    private ApiKeyFormat() {}

    /// Generates a key.
    ///
    /// @param random cryptographically strong, such as `SecureRandom`
    public static String generate(RandomGenerator random) {
        StringBuilder key = new StringBuilder(LENGTH).append(PREFIX);
        for (int i = 0; i < RANDOM_DIGITS; i++) {
            key.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return key.append(checksum(key)).toString();
    }

    /// Checks the format only, not whether the key is known.
    public static Check check(String text) {
        if (!text.startsWith(PREFIX)) {
            return Check.OTHER;
        }
        boolean wellFormed = text.length() == LENGTH
                && text.substring(LENGTH - CHECKSUM_DIGITS)
                        .equals(checksum(text.substring(0, LENGTH - CHECKSUM_DIGITS)));
        return wellFormed ? Check.WELL_FORMED : Check.BROKEN;
    }

    /// Returns the digest for the configuration: `sha256:` and the lower-case hex SHA-256 of the UTF-8 bytes
    /// of the key.
    public static String digest(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return DIGEST + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("The Java platform does not provide SHA-256.", e);
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
