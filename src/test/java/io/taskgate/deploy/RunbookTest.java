package io.taskgate.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.deploy.stack.TemplateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the commands of the runbook (`docs/operations.md`, "Changes of the stack") in one shell with
/// simulated AWS and Kubernetes. After each step, a registration through API Gateway must reach an existing
/// load balancer with a key that every pod knows.
class RunbookTest {

    private static final Pattern BLOCK = Pattern.compile("(?s)```sh\\n(.*?)```");
    private static final Pattern DIGEST = Pattern.compile("sha256:([0-9a-f]{64})");
    private static final Pattern OVERRIDE = Pattern.compile("(\\w+)=(\\S*)");
    private static final String OLD_KEY = "the-key-of-the-first-day";
    private static final String OLD_BALANCER =
            "arn:aws:elasticloadbalancing:eu-west-1:000000000000:loadbalancer/net/old/1";
    private static final String OLD_NAME = "internal-old.elb.eu-west-1.amazonaws.com";

    @TempDir
    Path folder;

    private final Map<String, String> balancers = new HashMap<>();
    /// The key digests of each generation of running pods.
    private final List<Set<String>> pods = new ArrayList<>();
    private final List<PlayedStack.Call> calls = new ArrayList<>();

    /// The number of times the secret was written.
    private int written;

    private String secrets = """
        taskgate:
          access:
            keys:
              api-gateway: {secret: "sha256:%s", forwards-principal: true}
              operator: {secret: "sha256:%s", roles: [operator-read]}
        """.formatted(digest(OLD_KEY), digest("another"));

    private PlayedStack stack = stack(UnaryOperator.identity());

    @BeforeEach
    void prepare() throws IOException {
        ExternalTool.require("bash", "The runbook is not tested", "install bash");
        ExternalTool.require("jq", "The runbook is not tested", "install jq");
        ExternalTool.require("openssl", "The runbook is not tested", "install openssl");
        Files.createDirectories(folder.resolve("deploy"));
        Files.copy(Path.of("deploy/functions.sh"), folder.resolve("deploy/functions.sh"));
        Files.write(folder.resolve("outputs"), TemplateFile.names("Outputs"));
        balancers.put(OLD_BALANCER, OLD_NAME);
    }

    /// Creates the stack as deployed initially from this template.
    private PlayedStack stack(UnaryOperator<String> change) {
        calls.clear();
        pods.clear();
        pods.add(digests(secrets));
        PlayedStack made = new PlayedStack(
                change.apply(YamlTree.text(Path.of("deploy/template.yaml"))), this::registerIfThereIsAStage);
        made.put("GatewayKey", "first", OLD_KEY);
        return made;
    }

    private static String digest(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> digests(String secrets) {
        return DIGEST.matcher(secrets).results().map(found -> found.group(1)).collect(Collectors.toSet());
    }

    private void registerIfThereIsAStage() {
        if (stack.hasStage()) {
            register();
        }
    }

    private void register() {
        PlayedStack.Call call = stack.register();
        calls.add(call);
        assertThat(balancers).as("the balancer of " + call).containsKey(call.balancer());
        assertThat(call.url()).isEqualTo("http://" + balancers.get(call.balancer()) + ":8080/v1/callbacks");
        assertThat(pods).as("no pod answers 401 to %s", call).allMatch(known -> known.contains(digest(call.key())));
    }

    /// @param from the text under the heading that precedes the commands
    private static String commands(String from) {
        String page = YamlTree.text(Path.of("docs/operations.md"));
        String section = page.substring(page.indexOf("## Changes of the stack"), page.indexOf("## TLS"));
        List<String> blocks = new ArrayList<>();
        for (String text : List.of(section, section.substring(section.indexOf(from)))) {
            Matcher block = BLOCK.matcher(text);
            assertThat(block.find()).isTrue();
            blocks.add(block.group(1));
        }
        return String.join("\n", blocks);
    }

    /// @return the calls, one per line
    private List<String> run(String commands) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("secrets.seen"), secrets);
        Files.writeString(folder.resolve("calls"), "");
        String played = YamlTree.text(Path.of("src/test/resources/deploy/played.sh"));
        Files.writeString(folder.resolve("runbook.sh"), played + commands);
        ExternalTool.Result result = ExternalTool.run(folder, "bash", "runbook.sh");
        assertThat(result.exitCode()).as(result.output()).isZero();
        List<String> called = Files.readAllLines(folder.resolve("calls"));
        assertThat(called).noneMatch(line -> line.startsWith("FAILED"));
        return called;
    }

    /// Applies the actions of the commands in order.
    private void replay(List<String> called) throws IOException {
        for (String call : called) {
            if (call.startsWith("aws cloudformation deploy ")) {
                Map<String, String> overrides = new HashMap<>();
                OVERRIDE.matcher(call.substring(call.indexOf("--parameter-overrides")))
                        .results()
                        .forEach(found -> overrides.put(found.group(1), found.group(2)));
                stack.deploy(overrides);
            } else if (call.startsWith("aws secretsmanager put-secret-value ")) {
                Matcher put = Pattern.compile(
                                "--secret-id the-(\\w+)Secret .*--client-request-token (\\w+) .*\"key\": \"(\\w+)\"")
                        .matcher(call);
                assertThat(put.find()).as(call).isTrue();
                stack.put(put.group(1), put.group(2), put.group(3));
            } else if (call.contains(" create secret ")) {
                secrets = Files.readString(folder.resolve("secrets." + written++));
            } else if (call.contains(" rollout restart ")) {
                pods.add(digests(secrets));
            } else if (call.contains(" rollout status ")) {
                pods.subList(0, pods.size() - 1).clear();
            }
            register();
        }
    }

    private void deployTheFirst() {
        stack.deploy(Map.of("NetworkLoadBalancerArn", OLD_BALANCER, "NetworkLoadBalancerDnsName", OLD_NAME));
        register();
    }

    @Test
    void aNewKeyOfApiGatewayIsOneDeployAndNoCallIsRefused() throws IOException, InterruptedException {
        deployTheFirst();

        List<String> called = run(commands("**API Gateway's key.**"));
        replay(called);

        assertThat(called)
                .filteredOn(call -> call.startsWith("aws cloudformation deploy"))
                .hasSize(1);
        assertThat(calls.getLast().key()).isNotEqualTo(OLD_KEY);
        assertThat(pods)
                .singleElement()
                .satisfies(known -> assertThat(known)
                        .contains(digest(calls.getLast().key()), digest("another"))
                        .doesNotContain(digest(OLD_KEY)));
        assertThat(secrets)
                .containsPattern("api-gateway-[0-9a-f]{8}: \\{secret: \"sha256:\\w+\", forwards-principal: true}");
    }

    /// The second change starts with the result of the first.
    @Test
    void theKeyIsChangedOnceMore() throws IOException, InterruptedException {
        deployTheFirst();
        replay(run(commands("**API Gateway's key.**")));
        String first = calls.getLast().key();

        replay(run(commands("**API Gateway's key.**")));

        assertThat(calls.getLast().key()).isNotEqualTo(first);
        assertThat(pods.getLast()).hasSize(2).doesNotContain(digest(first));
    }

    @Test
    void aNewBalancerIsOneDeployAndEveryCallReachesOne() throws IOException, InterruptedException {
        deployTheFirst();
        String arn = "arn:aws:elasticloadbalancing:eu-west-1:000000000000:loadbalancer/net/a/1";
        balancers.put(arn, "internal-a.elb.eu-west-1.amazonaws.com");

        List<String> called = run(commands("**A new balancer**"));
        replay(called);

        assertThat(called)
                .filteredOn(call -> call.startsWith("aws cloudformation deploy"))
                .hasSize(1);
        assertThat(calls.getLast().balancer()).isEqualTo(arn);
        assertThat(new HashSet<>(calls).size()).isEqualTo(2);
    }

    /// The findings: if the key, the link and the address are in the methods, a deployment keeps the old
    /// ones.
    @Test
    void aKeyInTheMethodsIsFound() throws IOException, InterruptedException {
        stack = stack(
                template -> template.replace(
                        "integration.request.header.X-Api-Key: stageVariables.key",
                        "integration.request.header.X-Api-Key: !Sub \"'{{resolve:secretsmanager:${GatewayKey}:SecretString:key::${GatewayKeyVersion}}}'\""));
        deployTheFirst();
        List<String> called = run(commands("**API Gateway's key.**"));

        assertThatThrownBy(() -> replay(called))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("401");
    }

    @Test
    void aLinkInTheMethodsIsFound() throws IOException, InterruptedException {
        stack = stack(
                template -> template.replace("ConnectionId: \"${stageVariables.link}\"", "ConnectionId: !Ref VpcLink")
                        .replace(
                                "\"http://${stageVariables.gateway}/v1/callbacks\"",
                                "!Sub \"http://${NetworkLoadBalancerDnsName}:8080/v1/callbacks\""));
        deployTheFirst();
        List<String> called = run(commands("**A new balancer**"));

        assertThatThrownBy(() -> replay(called)).hasMessageContaining("is gone");
    }

    /// A key that the gateway does not know yet, or no longer knows, leads to a 401.
    @Test
    void anotherOrderOfTheStepsIsFound() throws IOException, InterruptedException {
        deployTheFirst();
        List<String> called = run(commands("**API Gateway's key.**"));
        List<String> tooLate = called.stream()
                .filter(call -> !call.contains(" rollout status "))
                .toList();

        assertThat(tooLate).hasSizeLessThan(called.size());
        assertThatThrownBy(() -> replay(tooLate)).isInstanceOf(AssertionError.class);
    }
}
