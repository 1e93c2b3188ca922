package io.taskgate.standin.realm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// Signs the tokens of GetWebIdentityToken, and serves the discovery document and the keys of an issuer for each
/// account under `/_local/issuer/{account}`. The keys are new at each start.
public final class WebIdentityIssuer {

    /// The path of the issuers.
    public static final String PATH = "/_local/issuer/";

    private static final int COORDINATE_BYTES = 48;

    private final Supplier<URI> endpoint;
    private Optional<Keys> made = Optional.empty();

    /// @param endpoint the port that serves the issuers' pages
    public WebIdentityIssuer(Supplier<URI> endpoint) {
        this.endpoint = endpoint;
    }

    private record Keys(KeyPair rsa, KeyPair curve) {

        static Keys make() {
            try {
                KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
                rsa.initialize(2048);
                KeyPairGenerator curve = KeyPairGenerator.getInstance("EC");
                curve.initialize(new ECGenParameterSpec("secp384r1"));
                return new Keys(rsa.generateKeyPair(), curve.generateKeyPair());
            } catch (GeneralSecurityException missing) {
                throw new IllegalStateException(missing);
            }
        }
    }

    /// The key, which is created on first use because an RSA key takes longer than the rest of a start.
    private synchronized Keys keys() {
        Keys keys = made.orElseGet(Keys::make);
        made = Optional.of(keys);
        return keys;
    }

    /// The claims of a token.
    ///
    /// @param subject the ARN of the principal; for a session, the ARN of its role
    record Claims(String subject, String account, String region, List<String> audiences, Map<String, String> tags) {}

    private URI issuer(String account) {
        return URI.create(endpoint.get() + PATH + account);
    }

    /// @throws AwsError ValidationError if the algorithm is unknown
    String token(Claims claims, String algorithm, Instant now, Instant expiration) {
        return switch (algorithm) {
            case "RS256" -> signed(algorithm, "SHA256withRSA", keys().rsa(), payload(claims, now, expiration));
            case "ES384" ->
                signed(algorithm, "SHA384withECDSAinP1363Format", keys().curve(), payload(claims, now, expiration));
            default ->
                throw new AwsError(
                        "ValidationError",
                        "1 validation error detected: Value '" + algorithm + "' at 'signingAlgorithm' failed to satisfy"
                                + " constraint: Member must satisfy enum value set: [RS256, ES384]");
        };
    }

    private ObjectNode payload(Claims claims, Instant now, Instant expiration) {
        ObjectNode payload = StatesJson.object()
                .put("iss", issuer(claims.account()).toString())
                .put("sub", claims.subject())
                .put("iat", now.getEpochSecond())
                .put("exp", expiration.getEpochSecond())
                .put("jti", UUID.randomUUID().toString());
        if (claims.audiences().size() == 1) {
            payload.put("aud", claims.audiences().getFirst());
        } else {
            ArrayNode audiences = payload.putArray("aud");
            claims.audiences().forEach(audiences::add);
        }
        ObjectNode about = payload.putObject("https://sts.amazonaws.com/")
                .put("aws_account", claims.account())
                .put("source_region", claims.region())
                .put("principal_id", claims.subject());
        if (!claims.tags().isEmpty()) {
            ObjectNode tags = about.putObject("request_tags");
            claims.tags().forEach(tags::put);
        }
        return payload;
    }

    private static String signed(String algorithm, String java, KeyPair pair, ObjectNode payload) {
        ObjectNode header =
                StatesJson.object().put("alg", algorithm).put("typ", "JWT").put("kid", algorithm);
        String text = base64(header.toString().getBytes(StandardCharsets.UTF_8)) + "."
                + base64(payload.toString().getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance(java);
            signature.initSign(pair.getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + base64(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// Returns a page of an issuer; empty if there is none at the path.
    public Optional<JsonNode> page(String path) {
        String[] parts = path.substring(PATH.length()).split("/", 2);
        if (parts.length < 2 || !parts[0].matches("\\d{12}")) {
            return Optional.empty();
        }
        return switch (parts[1]) {
            case ".well-known/openid-configuration" -> Optional.of(discovery(issuer(parts[0])));
            case ".well-known/jwks.json" -> Optional.of(keySet());
            default -> Optional.empty();
        };
    }

    private static ObjectNode discovery(URI issuer) {
        ObjectNode document =
                StatesJson.object().put("issuer", issuer.toString()).put("jwks_uri", issuer + "/.well-known/jwks.json");
        document.putArray("response_types_supported").add("id_token");
        document.putArray("subject_types_supported").add("public");
        document.putArray("id_token_signing_alg_values_supported").add("RS256").add("ES384");
        return document;
    }

    private ObjectNode keySet() {
        RSAPublicKey modulus = (RSAPublicKey) keys().rsa().getPublic();
        ECPublicKey point = (ECPublicKey) keys().curve().getPublic();
        ObjectNode set = StatesJson.object();
        ArrayNode keys = set.putArray("keys");
        keys.addObject()
                .put("kty", "RSA")
                .put("kid", "RS256")
                .put("use", "sig")
                .put("alg", "RS256")
                .put(
                        "n",
                        base64(unsigned(
                                modulus.getModulus(), modulus.getModulus().bitLength() / 8)))
                .put("e", base64(modulus.getPublicExponent().toByteArray()));
        keys.addObject()
                .put("kty", "EC")
                .put("kid", "ES384")
                .put("use", "sig")
                .put("alg", "ES384")
                .put("crv", "P-384")
                .put("x", base64(unsigned(point.getW().getAffineX(), COORDINATE_BYTES)))
                .put("y", base64(unsigned(point.getW().getAffineY(), COORDINATE_BYTES)));
        return set;
    }

    /// Returns a number in big-endian order, without a sign, in the given length.
    private static byte[] unsigned(BigInteger number, int length) {
        byte[] signed = number.toByteArray();
        byte[] bytes = new byte[length];
        int from = Math.max(0, signed.length - length);
        System.arraycopy(signed, from, bytes, length - (signed.length - from), signed.length - from);
        return bytes;
    }
}
