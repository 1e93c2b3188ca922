package io.taskgate.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Runs `deploy/validate` in Node.js with the packages of its lock file.
final class NodeRunner {

    private static final Path FOLDER = Path.of("deploy/validate");
    private static final Path LOCK = FOLDER.resolve("package-lock.json");
    private static final Path INSTALLED = FOLDER.resolve("node_modules/.taskgate-lock.json");

    private NodeRunner() {}

    /// The output of a validator.
    ///
    /// @param exitCode 0 if there are no findings
    record Verdict(int exitCode, String output) {}

    static synchronized void install() throws IOException, InterruptedException {
        for (String tool : List.of("node", "npm")) {
            ExternalTool.require(tool, "deploy/ is not validated", "install Node.js 20 or newer");
        }
        if (Files.exists(INSTALLED) && Files.mismatch(INSTALLED, LOCK) < 0) {
            return;
        }
        Verdict installed = run(FOLDER, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        if (installed.exitCode() != 0) {
            ExternalTool.missing("deploy/ is not validated: npm ci failed in " + FOLDER + ":\n" + installed.output());
        }
        Files.copy(LOCK, INSTALLED);
    }

    /// @param script the script in `deploy/validate`
    static Verdict validate(String script, Path... files) throws IOException, InterruptedException {
        return run(
                Path.of("."),
                Stream.concat(
                                Stream.of("node", FOLDER.resolve(script).toString()),
                                Stream.of(files).map(Path::toString))
                        .toArray(String[]::new));
    }

    private static Verdict run(Path folder, String... command) throws IOException, InterruptedException {
        ExternalTool.Result result = ExternalTool.run(folder, command);
        return new Verdict(result.exitCode(), result.output());
    }
}
