package io.taskgate.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.testing.packaged.SampleTestRunner;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The jar of the stand-ins: what it shows to a class path, `java -jar`, and the sample test of
/// `docs/standins.md`, compiled and run with this jar and libraries alone.
class StandInsJarIT {

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final Path SAMPLE =
            Path.of("docs/standins/OrderWorkflowTest.java").toAbsolutePath();

    @TempDir
    Path folder;

    private static Path jar() throws IOException {
        try (Stream<Path> built = Files.list(Path.of("target"))) {
            return built.filter(file -> file.getFileName().toString().matches("taskgate-standins-.*\\.jar"))
                    .collect(Collectors.collectingAndThen(Collectors.toList(), List::getFirst))
                    .toAbsolutePath();
        }
    }

    /// A user's Jackson, SDK or Scala must not meet those of the stand-ins.
    @Test
    void theClassPathSeesTheLauncherAndTheExtensionsOnly() throws IOException {
        try (JarFile file = new JarFile(jar().toFile())) {
            List<String> names = file.stream().map(ZipEntry::getName).toList();

            assertThat(names)
                    .filteredOn(name -> !name.startsWith("standins/"))
                    .allMatch(name -> name.startsWith("META-INF/")
                            || name.matches("io/(taskgate/(standin/((launcher|junit)/.*)?)?)?"));
            assertThat(names)
                    .filteredOn(name -> name.startsWith("standins/classes/io/taskgate/")
                            && name.endsWith(".class")
                            && !name.matches("standins/classes/io/taskgate/(standin|payload|crypto)/.*"))
                    .isEmpty();
            assertThat(names).noneMatch(name -> name.matches("[^$]*(Test|IT|Fixture)\\.class"));
            assertThat(names).noneMatch(name -> name.contains("DynamoDBLocal"));
            assertThat(names).anyMatch(name -> name.startsWith("standins/lib/s3proxy-"));
        }
    }

    @Test
    void oneLineStartsIt() throws Exception {
        Process process = new ProcessBuilder(
                        JAVA, "-jar", jar().toString(), "--ports", "front=0,dynamodb=0,s3=0,sqs=0", "--state", "state")
                .directory(folder.toFile())
                .redirectError(folder.resolve("errors").toFile())
                .start();
        try (BufferedReader lines = process.inputReader()) {
            List<String> told = new ArrayList<>();
            for (String line = lines.readLine(); line != null && !line.equals("READY"); line = lines.readLine()) {
                told.add(line);
            }
            String front = told.stream()
                    .filter(line -> line.startsWith("AWS_ENDPOINT_URL_SFN="))
                    .map(line -> line.substring(line.indexOf('=') + 1))
                    .findFirst()
                    .orElseThrow();
            HttpResponse<String> environment = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(front + "/_local/env"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(environment.body().lines())
                    .contains(told.stream().map(line -> "export " + line).toArray(String[]::new));
        } finally {
            process.destroy();
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(folder.resolve("errors")).isEmptyFile();
        assertThat(folder.resolve("state/front")).isDirectory();
    }

    @Test
    void aWrongOptionIsNamedAndTheExitCodeTells() throws Exception {
        Process process = new ProcessBuilder(JAVA, "-jar", jar().toString(), "--prots", "front=0")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(output).contains("Unknown option --prots");
    }

    @Test
    void theSampleOfTheDocsCompilesAndPasses() throws Exception {
        String path = jar() + File.pathSeparator + libraries();
        Path classes = Files.createDirectory(folder.resolve("classes"));
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", classes.toString(), "-cp", path, "-proc:none", SAMPLE.toString());
        assertThat(compiled).isZero();
        String runner = SampleTestRunner.class.getName().replace('.', '/') + ".class";
        Path copy = classes.resolve(runner);
        Files.createDirectories(copy.getParent());
        Files.copy(SampleTestRunner.class.getClassLoader().getResourceAsStream(runner), copy);

        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        JAVA,
                        "-cp",
                        classes + File.pathSeparator + path,
                        SampleTestRunner.class.getName(),
                        "OrderWorkflowTest")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();

        assertThat(Files.readString(output)).contains("2 tests, 2 successful");
    }

    /// Without the classes of this project.
    private static String libraries() {
        return Stream.of(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                        .split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar") && !entry.contains("taskgate"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
