package io.taskgate.bench.shapes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/// Node.js with `JSON.parse`, a selection and `JSON.stringify`, from buffer to buffer, in a separate process.
final class NodeJson {

    private static final String SCRIPT = """
            const fs = require('fs');
            const [document, output, warmUp, rounds] = process.argv.slice(2);
            const bytes = fs.readFileSync(document);
            const run = () => { const doc = JSON.parse(bytes.toString('utf8')); return Buffer.from(JSON.stringify(%s)); };
            fs.writeFileSync(output, run());
            const time = (millis) => {
              const end = process.hrtime.bigint() + BigInt(millis) * 1000000n;
              const start = process.hrtime.bigint();
              let count = 0, now = start;
              do { run(); count++; now = process.hrtime.bigint(); } while (now < end);
              return Number(now - start) / count;
            };
            time(Number(warmUp));
            const times = [];
            for (let i = 0; i < Number(rounds); i++) times.push(time(300));
            times.sort((a, b) => a - b);
            console.log(times[Math.floor(times.length / 2)]);
            """;

    private NodeJson() {}

    /// Measures Node.js.
    ///
    /// @return the median nanoseconds per document; empty if Node.js is not installed
    /// @throws IllegalStateException if its output differs from `ours`
    static OptionalDouble measure(ShapeWorkload work, byte[] ours, boolean quick)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of("target/bench-shapes"));
        Path script = folder.resolve("node.js");
        Path document = Files.write(folder.resolve("document.json"), work.document());
        Path output = folder.resolve("output.json");
        Files.writeString(script, SCRIPT.formatted(Competitors.javaScript(work.paths)));
        Process process;
        try {
            process = new ProcessBuilder(
                            "node",
                            script.toString(),
                            document.toString(),
                            output.toString(),
                            quick ? "500" : "1500",
                            quick ? "3" : "5")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException _) {
            return OptionalDouble.empty();
        }
        String printed = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("Node.js failed.");
        }
        EqualityCheck.require(work.title + ", Node", ours, Files.readAllBytes(output));
        return OptionalDouble.of(Double.parseDouble(printed.strip()));
    }
}
