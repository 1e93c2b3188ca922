package io.taskgate.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The bare loop in a separate process.
final class BareContender implements Contender, AutoCloseable {

    private final MeasuredProcess fork;
    private final Writer orders;
    private final BufferedReader answers;

    private BareContender(MeasuredProcess fork) {
        this.fork = fork;
        this.orders = fork.process().outputWriter(StandardCharsets.UTF_8);
        this.answers = fork.process().inputReader(StandardCharsets.UTF_8);
    }

    static BareContender start(URI aws, CallReplay.Recording recording) throws IOException {
        Path calls = MeasuredProcess.OUTPUT.resolve("calls.json");
        new JsonMapper().writeValue(calls.toFile(), recording);
        List<String> arguments = List.of(
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                System.getProperty("java.class.path"),
                BareLoop.class.getName(),
                aws.toString(),
                String.valueOf(BenchmarkSettings.CALLERS),
                calls.toString());
        Map<String, String> environment = Map.of("AWS_ACCESS_KEY_ID", "bench", "AWS_SECRET_ACCESS_KEY", "not-a-secret");
        return new BareContender(MeasuredProcess.java("bare", arguments, environment, true));
    }

    @Override
    public Phase register(int count, Duration most) throws IOException {
        return run("register", count, most);
    }

    @Override
    public Phase settle(int count, Duration most) throws IOException {
        return run("settle", count, most);
    }

    private Phase run(String phase, int count, Duration most) throws IOException {
        Duration before = fork.cpu();
        orders.write(phase + " " + count + " " + most.toMillis() + "\n");
        orders.flush();
        String[] words = answer().split(" ");
        return new Phase(
                Integer.parseInt(words[0]),
                Long.parseLong(words[1]) / 1e9,
                fork.cpu().minus(before),
                0);
    }

    private String answer() throws IOException {
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            // A JVM with other options may print more lines.
            if (line.startsWith(BareLoop.DONE)) {
                return line.substring(BareLoop.DONE.length());
            }
        }
        throw new IOException("The bare loop failed. See " + MeasuredProcess.OUTPUT.toAbsolutePath());
    }

    MeasuredProcess fork() {
        return fork;
    }

    @Override
    public void close() {
        fork.close();
    }
}
