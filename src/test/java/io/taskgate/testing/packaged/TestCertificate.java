package io.taskgate.testing.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;

/// A key and its self-signed certificate for loopback, created by the JDK's keytool.
public record TestCertificate(KeyStore store, X509Certificate certificate) {

    public static final char[] PASSWORD = "changeit".toCharArray();
    private static final String ALIAS = "own";

    /// @param folder the temporary folder of the key store
    /// @param name the subject's CN
    public static TestCertificate make(Path folder, String name) throws IOException, GeneralSecurityException {
        Path file = folder.resolve(name + ".p12");
        Files.deleteIfExists(file);
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        try {
            Process made = new ProcessBuilder(
                            keytool.toString(),
                            "-genkeypair",
                            "-alias",
                            ALIAS,
                            "-keyalg",
                            "EC",
                            "-groupname",
                            "secp256r1",
                            "-dname",
                            "CN=" + name,
                            "-ext",
                            "san=dns:localhost,ip:127.0.0.1",
                            "-validity",
                            "2",
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            new String(PASSWORD),
                            "-keystore",
                            file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(made.waitFor()).as("keytool").isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD);
        return new TestCertificate(store, (X509Certificate) store.getCertificate(ALIAS));
    }

    /// Writes the files of a mounted Secret of the type `kubernetes.io/tls`: `tls.crt` and `tls.key`, each
    /// replaced atomically.
    public void mount(Path folder) throws IOException, GeneralSecurityException {
        replace(
                folder.resolve("tls.key"),
                pem("PRIVATE KEY", store.getKey(ALIAS, PASSWORD).getEncoded()));
        replace(folder.resolve("tls.crt"), pem());
    }

    public String pem() throws GeneralSecurityException {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    private static String pem(String kind, byte[] der) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
    }

    private static void replace(Path file, String text) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
