package io.taskgate.packaged.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.deploy.ExternalTool;
import io.taskgate.standin.Ports;
import io.taskgate.standin.StandInClients;
import io.taskgate.standin.StandIns;
import io.taskgate.testing.packaged.ApprovalScenario;
import io.taskgate.testing.packaged.KilledGateway;
import io.taskgate.testing.packaged.PackagedGateway;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sfn.SfnClient;

/// Tests that clients that openapi-generator creates from `docs/openapi.yaml` compile, and that they can
/// register, send a heartbeat and succeed at the packaged gateway. `.ci/tools` installs the generator and the
/// TypeScript compiler.
class GeneratedClientsIT {

    private static final Path DOCUMENT = Path.of("docs/openapi.yaml").toAbsolutePath();
    private static final Path PLAYS = Path.of("src/test/resources/clients").toAbsolutePath();
    private static final String REMEDY = "run .ci/tools";
    private static final String UNCHECKED = "Generated clients are not checked";
    private static final String PLAYED = "PENDING true DELIVERED SUCCESS";

    @TempDir
    Path folder;

    @Test
    void javaCompilesAndPlays() throws IOException, InterruptedException {
        generate(
                "java",
                "--library",
                "native",
                "--additional-properties=openApiNullable=false,invokerPackage=client,"
                        + "apiPackage=client.api,modelPackage=client.model");
        Path classes = Files.createDirectory(folder.resolve("classes"));
        Files.copy(PLAYS.resolve("Play.java"), folder.resolve("generated/src/main/java/Play.java"));
        List<String> arguments = new ArrayList<>(List.of(
                "-nowarn", "-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path")));
        try (Stream<Path> sources = Files.walk(folder.resolve("generated/src/main/java"))) {
            sources.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
        }

        int compiled = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));

        assertThat(compiled).isZero();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String path = classes + File.pathSeparator + System.getProperty("java.class.path");
        assertThat(play("java-client", java, "-cp", path, "Play")).contains(PLAYED);
    }

    @Test
    void typeScriptCompilesAndPlays() throws IOException, InterruptedException {
        String node = ExternalTool.require("node", UNCHECKED, REMEDY).toString();
        String compiler = ExternalTool.require("tsc", UNCHECKED, REMEDY).toString();
        generate("typescript-fetch");
        Files.copy(PLAYS.resolve("play.ts"), folder.resolve("play.ts"));

        ExternalTool.Result compiled = ExternalTool.run(
                folder,
                compiler,
                "--strict",
                "--target",
                "es2022",
                "--module",
                "commonjs",
                "--lib",
                "es2022,dom",
                "--skipLibCheck",
                "play.ts");

        assertThat(compiled.exitCode()).as(compiled.output()).isZero();
        assertThat(play("typescript-client", node, "play.js")).contains(PLAYED);
    }

    private void generate(String language, String... options) throws IOException, InterruptedException {
        Path generator = ExternalTool.require("openapi-generator-cli", UNCHECKED, REMEDY);
        List<String> command = new ArrayList<>(List.of(
                generator.toString(), "generate", "-i", DOCUMENT.toString(), "-g", language, "-o", "generated"));
        command.addAll(List.of(options));
        ExternalTool.Result result = ExternalTool.run(folder, command.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    /// Runs a program against a gateway and a waiting execution.
    private String play(String name, String... program) throws IOException, InterruptedException {
        try (StandIns aws = StandIns.start(Ports.FREE);
                SfnClient sfn = StandInClients.of(SfnClient.builder(), aws.states());
                PackagedGateway app = PackagedGateway.beside(aws, name)) {
            app.start();
            String machine = aws.createStateMachine(name, KilledGateway.MACHINE);
            try (ApprovalScenario approval = new ApprovalScenario(aws, sfn, app, machine)) {
                List<String> command = new ArrayList<>(List.of(program));
                command.addAll(List.of(
                        app.url("/").toString(),
                        PackagedGateway.apiKey("workflow"),
                        PackagedGateway.apiKey("worker"),
                        approval.tokens().getLast()));
                ExternalTool.Result played = ExternalTool.run(folder, command.toArray(String[]::new));
                assertThat(played.exitCode()).as(played.output()).isZero();
                assertThat(approval.awaitOutput().toString()).contains("approved");
                return played.output();
            }
        }
    }
}
