package io.taskgate.standin.realm;

import io.taskgate.standin.wire.WireRequest;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Determines the account of a signed request by its access key ID. A key ID of 12 digits is its account;
/// temporary keys of AssumeRole contain their account; other keys belong to the account in the configuration,
/// or to the home account. Signatures are not verified.
///
/// @param configured the accounts by access key ID
public record AccountKeys(Map<String, String> configured) {

    private static final Pattern CREDENTIAL =
            Pattern.compile("Credential=([^/,\\s]+)/\\d{8}/([a-z0-9-]+)/[a-z0-9-]+/aws4_request");
    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
    private static final Pattern TEMPORARY = Pattern.compile("ASIA(\\d{12})[A-Z2-7]{4}");
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final SecureRandom RANDOM = new SecureRandom();

    /// Parses `AKIAORDERS=111111111111,AKIABILLING=222222222222`.
    ///
    /// @throws IllegalArgumentException with a message for the user
    public static AccountKeys parse(String text) {
        return new AccountKeys(Stream.of(text.split(","))
                .map(AccountKeys::pair)
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static Map.Entry<String, String> pair(String text) {
        String[] pair = text.strip().split("=", 2);
        if (pair.length != 2 || !ACCOUNT.matcher(pair[1]).matches()) {
            throw new IllegalArgumentException("Invalid value '" + text
                    + "' of --accounts. Use pairs of access key id and account, for example"
                    + " AKIAORDERS=111111111111.");
        }
        return Map.entry(pair[0], pair[1]);
    }

    public Realm realm(WireRequest request) {
        Matcher credential =
                CREDENTIAL.matcher(request.headers().first("Authorization").orElse(""));
        return credential.find() ? new Realm(account(credential.group(1)), credential.group(2)) : Realm.HOME;
    }

    Optional<String> keyId(WireRequest request) {
        Matcher credential =
                CREDENTIAL.matcher(request.headers().first("Authorization").orElse(""));
        return credential.find() ? Optional.of(credential.group(1)) : Optional.empty();
    }

    private String account(String keyId) {
        String given = configured.get(keyId);
        if (given != null) {
            return given;
        }
        Matcher temporary = TEMPORARY.matcher(keyId);
        if (temporary.matches()) {
            return temporary.group(1);
        }
        return ACCOUNT.matcher(keyId).matches() ? keyId : Realm.HOME.account();
    }

    /// Returns a new access key ID of an account.
    static String temporary(String account) {
        StringBuilder id = new StringBuilder("ASIA").append(account);
        RANDOM.ints(4, 0, LETTERS.length()).forEach(letter -> id.append(LETTERS.charAt(letter)));
        return id.toString();
    }
}
