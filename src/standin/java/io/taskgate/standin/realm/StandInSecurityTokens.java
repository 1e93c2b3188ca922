package io.taskgate.standin.realm;

import io.taskgate.standin.Timers;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.fault.AwsReply;
import io.taskgate.standin.fault.OperationName.Service;
import io.taskgate.standin.wire.WireReply;
import io.taskgate.standin.wire.WireRequest;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/// The STS stand-in: GetCallerIdentity, AssumeRole and GetWebIdentityToken in the query protocol. Any caller may
/// assume any role; the keys that it gets belong to the role's account.
public final class StandInSecurityTokens {

    private static final Pattern ROLE = Pattern.compile("arn:aws:iam::(\\d{12}):role/([\\w+=,.@/-]+)");
    private static final Pattern SESSION = Pattern.compile("[\\w+=,.@-]{2,64}");
    private static final int LONGEST_SESSION = 43_200;
    private static final int MOST_SESSIONS = 10_000;

    private final AccountKeys keys;
    private final WebIdentityIssuer issuer;
    private final Timers timers;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Identity> sessions = Collections.synchronizedMap(new Sessions());

    public StandInSecurityTokens(AccountKeys keys, WebIdentityIssuer issuer, Timers timers) {
        this.keys = keys;
        this.issuer = issuer;
        this.timers = timers;
    }

    /// The sessions by access key ID. The oldest ones are dropped, and then count as users of their account.
    private static final class Sessions extends LinkedHashMap<String, Identity> {

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Identity> eldest) {
            return size() > MOST_SESSIONS;
        }
    }

    /// A principal.
    ///
    /// @param role the ARN of the role for a session, otherwise the principal's own ARN
    record Identity(String account, String arn, String userId, String role) {

        static Identity user(String account, String keyId) {
            String arn = "arn:aws:iam::" + account + ":user/" + keyId;
            return new Identity(account, arn, keyId, arn);
        }

        static Identity root(String account) {
            String arn = "arn:aws:iam::" + account + ":root";
            return new Identity(account, arn, account, arn);
        }
    }

    /// Returns the name of the called operation; empty if the request names none.
    public static String operation(WireRequest request) throws IOException {
        return FormFields.of(request).text("Action").orElse("");
    }

    public WireReply serve(WireRequest request, String operation) throws IOException {
        FormFields fields = FormFields.of(request);
        Realm realm = keys.realm(request);
        Identity caller = keys.keyId(request)
                .map(id -> sessions.getOrDefault(id, Identity.user(realm.account(), id)))
                .orElseGet(() -> Identity.root(realm.account()));
        try {
            String result = switch (operation) {
                case "GetCallerIdentity" -> identity(caller);
                case "AssumeRole" -> assume(fields);
                case "GetWebIdentityToken" -> webIdentity(fields, caller, realm);
                default ->
                    throw new AwsError(
                            "InvalidAction", "Could not find operation " + operation + " for version 2011-06-15");
            };
            return WireReply.of(200, "text/xml", envelope(operation, result));
        } catch (AwsError error) {
            return AwsReply.error(Service.STS, error);
        }
    }

    private static String envelope(String operation, String result) {
        return "<" + operation + "Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><" + operation
                + "Result>" + result + "</" + operation + "Result><ResponseMetadata><RequestId>" + UUID.randomUUID()
                + "</RequestId></ResponseMetadata></" + operation + "Response>";
    }

    private static String element(String name, String text) {
        return "<" + name + ">" + text + "</" + name + ">";
    }

    private static String identity(Identity caller) {
        return element("Arn", AwsReply.escaped(caller.arn()))
                + element("UserId", AwsReply.escaped(caller.userId()))
                + element("Account", caller.account());
    }

    private String assume(FormFields fields) {
        String role = fields.matching("RoleArn", ROLE);
        String session = fields.matching("RoleSessionName", SESSION);
        int seconds = fields.number("DurationSeconds", 3_600, 900, LONGEST_SESSION);
        var parts = ROLE.matcher(role);
        parts.matches();
        String account = parts.group(1);
        String name = role.substring(role.lastIndexOf('/') + 1);
        String roleId = "AROA" + Integer.toHexString(role.hashCode()).toUpperCase(Locale.ROOT);
        Identity assumed = new Identity(
                account,
                "arn:aws:sts::" + account + ":assumed-role/" + name + "/" + session,
                roleId + ":" + session,
                role);
        String keyId = AccountKeys.temporary(account);
        sessions.put(keyId, assumed);
        String user = element("AssumedRoleId", assumed.userId()) + element("Arn", assumed.arn());
        return element("AssumedRoleUser", user) + element("Credentials", credentials(keyId, seconds));
    }

    private String credentials(String keyId, int seconds) {
        return element("AccessKeyId", keyId)
                + element("SecretAccessKey", secret(30))
                + element("SessionToken", secret(120))
                + element("Expiration", expiration(seconds).toString());
    }

    private Instant expiration(int seconds) {
        return timers.now().plus(Duration.ofSeconds(seconds));
    }

    private String secret(int bytes) {
        byte[] secret = new byte[bytes];
        random.nextBytes(secret);
        return Base64.getEncoder().encodeToString(secret);
    }

    private String webIdentity(FormFields fields, Identity caller, Realm realm) {
        int seconds = fields.number("DurationSeconds", 300, 60, 3_600);
        WebIdentityIssuer.Claims claims = new WebIdentityIssuer.Claims(
                caller.role(), caller.account(), realm.region(), fields.members("Audience"), fields.tags());
        if (claims.audiences().isEmpty() || claims.audiences().size() > 10) {
            throw new AwsError(
                    "ValidationError",
                    "1 validation error detected: Value at 'audience' failed to satisfy"
                            + " constraint: Member must have length between 1 and 10");
        }
        String token =
                issuer.token(claims, fields.text("SigningAlgorithm").orElse(""), timers.now(), expiration(seconds));
        return element("WebIdentityToken", token)
                + element("Expiration", expiration(seconds).toString());
    }
}
