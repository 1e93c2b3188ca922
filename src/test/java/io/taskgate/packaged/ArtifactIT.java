package io.taskgate.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.testing.packaged.PackagedGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/// Checks that the production artifact contains the gateway and no part of the stand-ins.
class ArtifactIT {

    private static List<Path> jars() throws IOException {
        try (var files = Files.walk(PackagedGateway.ARTIFACT)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    private static List<String> entries(Path jar) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream().map(ZipEntry::getName).toList();
        } catch (IOException e) {
            throw new IllegalStateException(jar.toString(), e);
        }
    }

    @Test
    void thereAreNoStandInsInIt() throws IOException {
        List<Path> jars = jars();

        assertThat(jars.stream().flatMap(jar -> entries(jar).stream()))
                .as("checked the right JAR files")
                .anyMatch(name -> name.equals("io/taskgate/callback/settlement/SettlementService.class"))
                .noneMatch(name -> name.contains("io/taskgate/standin/"))
                .noneMatch(name -> name.contains("io/taskgate/bench/"))
                .noneMatch(name -> name.matches(".*(IT|Test)\\.class") && name.startsWith("io/taskgate/"));
    }

    @Test
    void thereIsNothingOfWhatTheStandInsAreMadeOf() throws IOException {
        assertThat(jars())
                .extracting(jar -> jar.getFileName().toString().toLowerCase(Locale.ROOT))
                .anyMatch(name -> name.contains("dynamodb"))
                .noneMatch(name -> name.contains("s3proxy"))
                .noneMatch(name -> name.contains("elasticmq"))
                .noneMatch(name -> name.contains("jetty"))
                .noneMatch(name -> name.contains("pekko"))
                .noneMatch(name -> name.contains("junit"));
    }

    /// Four HTTP clients of the SDK were in the image. URL connection is there because the Quarkus extensions do not
    /// build without it (ADR-0032); no client uses it.
    @Test
    void apache5IsTheHttpClientOfTheSdk() throws IOException {
        assertThat(jars())
                .extracting(jar -> jar.getFileName().toString())
                .anyMatch(name -> name.contains("apache5-client"))
                .noneMatch(name -> name.matches(
                        ".*software\\.amazon\\.awssdk\\.(apache-client|netty-nio-client|aws-crt-client).*"))
                .noneMatch(name -> name.matches(".*org\\.apache\\.httpcomponents\\.(httpclient|httpcore)-.*"));
        assertThat(jars().stream().flatMap(jar -> entries(jar).stream()))
                .filteredOn(name -> name.matches("software/amazon/awssdk/http/.+/\\w+Sdk(Async)?HttpService\\.class"))
                .containsExactlyInAnyOrder(
                        "software/amazon/awssdk/http/apache5/Apache5SdkHttpService.class",
                        "software/amazon/awssdk/http/urlconnection/UrlConnectionSdkHttpService.class");
    }
}
