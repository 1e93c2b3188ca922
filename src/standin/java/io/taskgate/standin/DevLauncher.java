package io.taskgate.standin;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Starts the stand-ins for `./mvnw quarkus:dev`. Maven calls this in its own JVM at test-compile of every
/// build; it has an effect only under `quarkus:dev`.
///
/// The stand-ins run in a JVM of their own, because their libraries conflict with the class loaders of
/// Quarkus. They end with Maven.
public final class DevLauncher {

    private static final long PATIENCE_SECONDS = 60;

    private DevLauncher() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (System.getProperty("sun.java.command", "").contains("quarkus:dev")) {
            launch();
        }
    }

    private static void launch() throws IOException, InterruptedException {
        Process standIns = new ProcessBuilder(command())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        CountDownLatch ready = new CountDownLatch(1);
        Thread.ofPlatform().daemon().name("stand-ins").start(() -> echo(standIns, ready));
        standIns.onExit().thenRun(ready::countDown);
        boolean told = ready.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!standIns.isAlive()) {
            throw new IllegalStateException("The stand-ins ended immediately; see the line above. Change the ports with"
                    + " -Dstandins.ports=front=4566,dynamodb=8000,s3=9090,sqs=9324");
        }
        if (!told) {
            standIns.destroy();
            throw new IllegalStateException("The stand-ins were not ready within " + PATIENCE_SECONDS + " s.");
        }
    }

    /// Prints the output of the stand-ins. `READY` ends the wait.
    private static void echo(Process standIns, CountDownLatch ready) {
        try (BufferedReader lines = standIns.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                System.out.println(line);
                if (line.equals(Main.READY)) {
                    ready.countDown();
                }
            }
        } catch (IOException _) {
            // the stand-ins ended
        }
    }

    private static List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath(Thread.currentThread().getContextClassLoader()),
                Main.class.getName(),
                "--parent",
                String.valueOf(ProcessHandle.current().pid()),
                "--sample"));
        pass(command, "--ports", "standins.ports");
        pass(command, "--gateway", "standins.gateway");
        pass(command, "--mocks", "standins.mocks");
        return command;
    }

    private static void pass(List<String> command, String option, String property) {
        String value = System.getProperty(property, "");
        if (!value.isBlank()) {
            command.addAll(List.of(option, value));
        }
    }

    private static String classPath(ClassLoader loader) {
        if (!(loader instanceof URLClassLoader urls)) {
            return System.getProperty("java.class.path");
        }
        List<String> entries = new ArrayList<>();
        for (URL url : urls.getURLs()) {
            try {
                entries.add(Path.of(url.toURI()).toString());
            } catch (URISyntaxException malformed) {
                throw new IllegalStateException(
                        "The class path contains an entry that is not a URI: " + url, malformed);
            }
        }
        return String.join(File.pathSeparator, entries);
    }
}
