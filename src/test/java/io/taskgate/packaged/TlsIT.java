package io.taskgate.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taskgate.standin.Ports;
import io.taskgate.standin.StandIns;
import io.taskgate.testing.packaged.PackagedGateway;
import io.taskgate.testing.packaged.TestCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests TLS on the API's port by Quarkus's TLS registry with exactly the properties of docs/operations.md
/// ("TLS").
class TlsIT {

    @TempDir
    Path mounted;

    @TempDir
    Path made;

    private StandIns aws;
    private TestCertificate first;
    private TestCertificate second;
    private TestCertificate client;
    private PackagedGateway app;

    @BeforeEach
    void configureTls() throws Exception {
        aws = StandIns.start(Ports.FREE);
        first = TestCertificate.make(made, "first");
        second = TestCertificate.make(made, "second");
        client = TestCertificate.make(made, "client");
        first.mount(mounted);
        Files.writeString(mounted.resolve("ca.crt"), client.pem());
        app = PackagedGateway.beside(aws, "tls");
        app.with(
                        "quarkus.tls.server.key-store.pem.0.cert",
                        mounted.resolve("tls.crt").toString())
                .with(
                        "quarkus.tls.server.key-store.pem.0.key",
                        mounted.resolve("tls.key").toString())
                .with(
                        "quarkus.tls.server.trust-store.pem.certs",
                        mounted.resolve("ca.crt").toString())
                .with("quarkus.tls.server.reload-period", "1s")
                .with("quarkus.http.tls-configuration-name", "server")
                .with("quarkus.http.insecure-requests", "disabled")
                .with("quarkus.http.ssl-port", String.valueOf(app.url("").getPort()));
    }

    @AfterEach
    void stop() {
        app.close();
        aws.close();
    }

    private HttpResponse<String> get(@Nullable TestCertificate own) throws IOException, GeneralSecurityException {
        return get(own, PackagedGateway.apiKey("operator"));
    }

    private HttpResponse<String> get(@Nullable TestCertificate own, @Nullable String apiKey)
            throws IOException, GeneralSecurityException {
        URI page = URI.create("https://127.0.0.1:" + app.url("").getPort() + "/v1/callbacks");
        try (HttpClient http = HttpClient.newBuilder().sslContext(context(own)).build()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(page);
            if (apiKey != null) {
                request.header("X-Api-Key", apiKey);
            }
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /// Trusts the gateway's old and new certificates.
    private SSLContext context(@Nullable TestCertificate own) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("first", first.certificate());
        trusted.setCertificateEntry("second", second.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own == null ? null : own.store(), TestCertificate.PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(own == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
        return tls;
    }

    private static Certificate served(HttpResponse<?> response) throws IOException {
        return response.sslSession().orElseThrow().getPeerCertificates()[0];
    }

    @Test
    void aNewCertificateIsServedWithoutARestart() throws Exception {
        long process = app.start().pid();
        HttpResponse<String> before = get(null);
        assertThat(before.statusCode()).isEqualTo(200);
        assertThat(served(before)).isEqualTo(first.certificate());

        second.mount(mounted);

        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(served(get(null))).isEqualTo(second.certificate()));
        assertThat(get(null).statusCode()).isEqualTo(200);
        assertThat(app.pid()).isEqualTo(process);
    }

    @Test
    void aClientCertificateIsAuthorizedByItsSubject() throws Exception {
        app.with("taskgate.access.certificates.reports.subject", "CN=client")
                .with("taskgate.access.certificates.reports.roles", "operator-read")
                .start();

        assertThat(get(client, null).statusCode()).isEqualTo(200);
        assertThat(get(null, null).statusCode()).isEqualTo(401);
    }

    /// A certificate of a trusted authority whose subject has no grant.
    @Test
    void aClientCertificateWithoutAGrantMayDoNothingOfItself() throws Exception {
        app.start();

        assertThat(get(client, null).statusCode()).isEqualTo(403);
        assertThat(get(client).statusCode()).as("with an API key as well").isEqualTo(200);
    }

    @Test
    void nothingIsServedInClearText() throws IOException {
        app.start();
        assertThatThrownBy(() -> app.get("/v1/callbacks", "operator")).isInstanceOf(IOException.class);
        assertThat(app.health("ready")).isEqualTo(200);
    }
}
