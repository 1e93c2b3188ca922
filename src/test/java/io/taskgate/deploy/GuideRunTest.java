package io.taskgate.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.deploy.kubernetes.KustomizationBuilder;
import io.taskgate.deploy.kubernetes.StrictKubernetesModel;
import io.taskgate.deploy.stack.TemplateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs the commands of `docs/deploy-aws.md` in sequence in one shell with simulated AWS, Kubernetes and
/// container engine: each command finds the results of earlier ones, and each edit takes effect.
class GuideRunTest {

    private static final Pattern BLOCK = Pattern.compile("(?s)```sh\\n(.*?)```");

    @TempDir
    Path copy;

    @BeforeEach
    void copyWhatIsEdited() throws IOException {
        assumeTrue(
                Stream.of("bash", "jq", "openssl").allMatch(GuideRunTest::isHere),
                "the guide requires bash, jq and openssl");
        try (Stream<Path> files = Stream.concat(
                Files.walk(Path.of("k8s")),
                Stream.concat(Files.walk(Path.of("deploy/asl")), Files.walk(Path.of("deploy/lambda"))))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.createDirectories(copy.resolve(file).getParent());
                Files.copy(file, copy.resolve(file));
            }
        }
        Files.copy(Path.of("deploy/functions.sh"), copy.resolve("deploy/functions.sh"));
        Files.write(copy.resolve("outputs"), TemplateFile.names("Outputs"));
        Files.writeString(copy.resolve("mvnw"), "#!/bin/sh\n");
        assertThat(copy.resolve("mvnw").toFile().setExecutable(true)).isTrue();
    }

    private static boolean isHere(String tool) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    private static String commands() {
        return commands(YamlTree.text(Path.of("docs/deploy-aws.md")));
    }

    private static String commands(String page) {
        return BLOCK.matcher(page).results().map(block -> block.group(1)).collect(Collectors.joining("\n"));
    }

    /// @return the output of the terminal
    private String run(String commands, int exitCode) throws IOException, InterruptedException {
        String played = YamlTree.text(Path.of("src/test/resources/deploy/played.sh"));
        Files.writeString(copy.resolve("guide.sh"), played + commands);
        ProcessBuilder builder = new ProcessBuilder("bash", "guide.sh")
                .directory(copy.toFile())
                .redirectErrorStream(true)
                .redirectOutput(copy.resolve("terminal").toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(AWS|STACK|CLUSTER|EMAIL).*"));
        Process shell = builder.start();
        assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String terminal = read("terminal");
        assertThat(shell.exitValue()).as(terminal).isEqualTo(exitCode);
        return terminal;
    }

    private String read(String file) throws IOException {
        return Files.readString(copy.resolve(file), StandardCharsets.UTF_8);
    }

    @Test
    void everyCommandFindsWhatItNeedsAndEveryEditTakesHold() throws IOException, InterruptedException {
        run(commands(), 0);

        assertThat(read("calls")).doesNotContain("FAILED").contains("aws stepfunctions start-execution");
        assertThat(read("k8s/base/stack.env").lines())
                .containsExactly(
                        "TASKGATE_AWS_LEDGER_TABLE=the-TableName",
                        "TASKGATE_AWS_PAYLOADS_BUCKET=the-BucketName",
                        "TASKGATE_EVENTS_QUEUE=the-QueueName",
                        "TASKGATE_PUBLIC_URL=https://the-ApiEndpoint",
                        "TASKGATE_AWS_KMS_KEY_ID=the-GatewaySecretsKeyArn");
        assertThat(YamlTree.one(read("k8s/base/taskgate.yaml"))
                        .at("/taskgate/services/orders/operations/approve/request/bus")
                        .asText())
                .isEqualTo("the-BusName");
        assertThat(read("k8s/overlays/standalone/network-policy.yaml"))
                .contains("172.31.0.0/16")
                .doesNotContain("192.0.2.0");
        theSecretsAreSealed();
        theStateMachinesAreToldApart();
        theMachineCallsTheApi();
        whatIsAppliedIsWhole();
    }

    /// A second run from the beginning leaves all files and secrets unchanged, and creates nothing twice.
    @Test
    void everyStepCanBeRunAgain() throws IOException, InterruptedException {
        String page = YamlTree.text(Path.of("docs/deploy-aws.md"));
        String steps = commands(page.substring(0, page.indexOf("## Away with it")));

        run(
                steps + "\ncp -r k8s once; cp secrets.seen once.yaml; echo AGAIN >> calls\n" + steps
                        + "\ndiff -r k8s once",
                0);

        assertThat(read("secrets.seen")).isEqualTo(read("once.yaml"));
        assertThat(read("k8s/base/taskgate.yaml")).containsOnlyOnce("            bus: the-BusName");
        String again = read("calls").split("AGAIN", 2)[1];
        assertThat(again).contains("aws cloudformation deploy").doesNotContain("FAILED");
        assertThat(again.lines())
                .noneMatch(
                        call -> call.matches(
                                "aws (s3 mb|secretsmanager create-secret|ecr create-repository|kms encrypt) .*|kubectl create namespace .*"));
    }

    private void theSecretsAreSealed() throws IOException {
        JsonNode secrets = YamlTree.one(read("secrets.seen")).path("taskgate");
        assertThat(secrets.at("/links/keys/k1").asText()).isEqualTo("kms:c2VhbGVk");
        assertThat(secrets.at("/vault/keys/v1").asText()).isEqualTo("kms:c2VhbGVk");
        assertThat(read("calls"))
                .contains("--encryption-context taskgate=links,tenant=default ")
                .contains("--encryption-context taskgate=vault,tenant=default ");
        assertThat(secrets.at("/access/keys/operator/roles/0").asText()).isEqualTo("operator-read");
        assertThat(secrets.at("/access/keys").valueStream())
                .hasSize(3)
                .allSatisfy(key -> assertThat(key.path("secret").asText()).matches("sha256:[0-9a-f]{64}"));
        assertThat(copy.resolve("secrets.yaml")).doesNotExist();
        assertThat(read("calls"))
                .contains("--encryption-context taskgate=links,tenant=default")
                .contains("--encryption-context taskgate=vault,tenant=default");
    }

    /// API Gateway's key has no grant of its own: the role of the state machine has one, under the ARN of its
    /// assumed role.
    private void theStateMachinesAreToldApart() throws IOException {
        JsonNode access = YamlTree.one(read("secrets.seen")).at("/taskgate/access");
        assertThat(access.at("/keys/api-gateway/forwards-principal").asBoolean())
                .isTrue();
        assertThat(access.at("/keys/api-gateway").has("roles")).isFalse();
        assertThat(access.at("/principals/orders/arn").asText())
                .isEqualTo("arn:aws:sts::000000000000:assumed-role/taskgate-StateMachineRole-1");
        assertThat(access.at("/keys/function/services").asText()).isEqualTo("prices");
    }

    private void theMachineCallsTheApi() throws IOException {
        JsonNode call = YamlTree.one(read("machine.json"))
                .at("/States")
                .elements()
                .next()
                .path("Parameters");
        assertThat(call.path("ApiEndpoint").asText()).isEqualTo("the-ApiEndpoint");
        assertThat(call.path("AuthType").asText()).isEqualTo("IAM_ROLE");
    }

    private void whatIsAppliedIsWhole() {
        List<ObjectNode> objects = KustomizationBuilder.build(copy.resolve("k8s/overlays/standalone"));
        objects.forEach(StrictKubernetesModel::load);

        assertThat(objects)
                .extracting(object -> object.path("kind").asText())
                .doesNotContain("ServiceMonitor")
                .contains("Certificate");
        assertThat(objects.toString())
                .contains("\"000000000000.dkr.ecr.eu-west-1.amazonaws.com/taskgate:0.1.0-jvm\"")
                .contains("\"the-GatewayRoleArn\"")
                .contains("\"taskgate.internal.example.com\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LB", "OPERATOR", "EXECUTION", "CIDR", "KEY", "STATE_MACHINES", "TLS_NAME"})
    void aCommandThatIsMissingIsFound(String variable) throws IOException, InterruptedException {
        String broken = commands().replaceFirst("\\b" + variable + "=", "FORGOTTEN=");

        assertThat(run(broken, 1)).contains(variable + ": unbound variable");
    }

    @Test
    void anOutputThatTheStackDoesNotHaveIsFound() throws IOException, InterruptedException {
        run(commands().replaceFirst("output KeyArn", "output KeyARN"), 0);

        assertThat(read("calls")).contains("FAILED: the stack has no output KeyARN");
    }
}
