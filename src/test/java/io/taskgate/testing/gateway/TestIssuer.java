package io.taskgate.testing.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/// An issuer of JSON Web Tokens for tests, with real signatures and its keys (JWKS) over HTTP.
public final class TestIssuer implements AutoCloseable {

    public static final String AUDIENCE = "taskgate";

    private static final String KEY_ID = "k1";
    private static final String ES384_KEY_ID = "k2";

    /// The length of a P-384 coordinate, including leading zeros.
    private static final int P384_BYTES = 48;

    private final HttpServer server;
    private final KeyPair keys = keys();
    private final KeyPair es384Keys = es384Keys();
    private volatile boolean away;

    private TestIssuer(HttpServer server) {
        this.server = server;
        server.createContext("/jwks", exchange -> answer(exchange, jwks()));
        server.createContext("/.well-known/openid-configuration", exchange -> answer(exchange, discovery()));
        server.start();
    }

    private void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(away ? 503 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String discovery() {
        return "{\"issuer\":\"" + url() + "\",\"jwks_uri\":\"" + url() + "/jwks\","
                + "\"id_token_signing_alg_values_supported\":[\"RS256\",\"ES384\"]}";
    }

    /// Sets whether all requests get the response 503.
    public void away(boolean is) {
        away = is;
    }

    public static TestIssuer start() {
        try {
            return new TestIssuer(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// Returns a token of this issuer that is valid for one hour.
    public String token(String subject, String audience) {
        return token(url(), subject, audience, Instant.now().plusSeconds(3_600), keys);
    }

    /// Returns an expired token.
    public String expired(String subject) {
        return token(url(), subject, AUDIENCE, Instant.now().minusSeconds(3_600), keys);
    }

    /// Returns a token that names this issuer but is signed by another one.
    public String forged(String subject) {
        return token(url(), subject, AUDIENCE, Instant.now().plusSeconds(3_600), keys());
    }

    /// Returns a token of an issuer that is not configured.
    public String ofAnother(String subject) {
        return token("https://another.example", subject, AUDIENCE, Instant.now().plusSeconds(3_600), keys);
    }

    /// Returns a token of an issuer that is configured but not reachable.
    public String ofNowhere(String subject) {
        return token(LocalAws.NOWHERE, subject, AUDIENCE, Instant.now().plusSeconds(3_600), keys);
    }

    /// Returns a token of this issuer signed with ES384, like those of AWS's `GetWebIdentityToken`.
    public String es384Token(String subject) {
        return es384Token(subject, es384Keys);
    }

    /// Returns the same token, signed by another issuer.
    public String es384Forged(String subject) {
        return es384Token(subject, es384Keys());
    }

    private String es384Token(String subject, KeyPair signing) {
        Instant expires = Instant.now().plusSeconds(3_600);
        return Jwt.issuer(url())
                .subject(subject)
                .audience(AUDIENCE)
                .issuedAt(expires.minusSeconds(7_200))
                .expiresAt(expires)
                .claim("jti", UUID.randomUUID().toString())
                .jws()
                .algorithm(SignatureAlgorithm.ES384)
                .keyId(ES384_KEY_ID)
                .sign(signing.getPrivate());
    }

    private static String token(String issuer, String subject, String audience, Instant expires, KeyPair keys) {
        return Jwt.issuer(issuer)
                .subject(subject)
                .audience(audience)
                .issuedAt(expires.minusSeconds(7_200))
                .expiresAt(expires)
                .claim("jti", UUID.randomUUID().toString())
                .jws()
                .keyId(KEY_ID)
                .sign(keys.getPrivate());
    }

    private String jwks() {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        ECPoint point = ((ECPublicKey) es384Keys.getPublic()).getW();
        return "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"" + KEY_ID + "\",\"n\":\""
                + base64(key.getModulus()) + "\",\"e\":\"" + base64(key.getPublicExponent())
                + "\"},{\"kty\":\"EC\",\"crv\":\"P-384\",\"use\":\"sig\",\"alg\":\"ES384\",\"kid\":\"" + ES384_KEY_ID
                + "\",\"x\":\"" + coordinate(point.getAffineX()) + "\",\"y\":\"" + coordinate(point.getAffineY())
                + "\"}]}";
    }

    private static String coordinate(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] padded = new byte[P384_BYTES];
        int count = Math.min(bytes.length, P384_BYTES);
        System.arraycopy(bytes, bytes.length - count, padded, P384_BYTES - count, count);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(padded);
    }

    private static String base64(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(java.util.Arrays.copyOfRange(bytes, from, bytes.length));
    }

    private static KeyPair es384Keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp384r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has P-384.", e);
        }
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has RSA.", e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
