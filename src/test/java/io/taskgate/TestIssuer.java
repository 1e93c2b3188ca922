package io.taskgate;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
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
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/// An issuer of JSON Web Tokens of the tests' own: real signatures, and the keys (JWKS) over HTTP.
public final class TestIssuer implements AutoCloseable {

    public static final String AUDIENCE = "taskgate";

    private static final String KEY_ID = "k1";

    private final HttpServer server;
    private final KeyPair keys = keys();
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
                + "\"id_token_signing_alg_values_supported\":[\"RS256\"]}";
    }

    /// Whether it answers all requests with 503.
    public void away(boolean is) {
        away = is;
    }

    static TestIssuer start() {
        try {
            return new TestIssuer(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// A token of this issuer for an hour.
    public String token(String subject, String audience) {
        return token(url(), subject, audience, Instant.now().plusSeconds(3_600), keys);
    }

    /// A token that ended.
    public String expired(String subject) {
        return token(url(), subject, AUDIENCE, Instant.now().minusSeconds(3_600), keys);
    }

    /// A token that names this issuer, signed by another.
    public String forged(String subject) {
        return token(url(), subject, AUDIENCE, Instant.now().plusSeconds(3_600), keys());
    }

    /// A token of an issuer that nobody configured.
    public String ofAnother(String subject) {
        return token("https://another.example", subject, AUDIENCE, Instant.now().plusSeconds(3_600), keys);
    }

    /// A token of an issuer that is configured and not there.
    public String ofNowhere(String subject) {
        return token(LocalAws.NOWHERE, subject, AUDIENCE, Instant.now().plusSeconds(3_600), keys);
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
        return "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"" + KEY_ID + "\",\"n\":\""
                + base64(key.getModulus()) + "\",\"e\":\"" + base64(key.getPublicExponent()) + "\"}]}";
    }

    private static String base64(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(java.util.Arrays.copyOfRange(bytes, from, bytes.length));
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has RSA", e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
