package io.taskgate.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.deploy.YamlTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests the roles of the stack except the gateway role (see `GatewayPolicyTest`): the shipped samples are allowed
/// by the shipped policy, and no role has an action that nothing needs.
class StackRolesTest {

    private static final String API = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}";

    /// Example values of the paths that a sample computes.
    private static final Map<String, String> COMPUTED = Map.of(
            "report-by-polling", "/v1/calls/prices/report/jobs/a-job",
            "scatter-invoice-told", "/v1/batches/bt_1/runners/0/success");

    /// The IAM actions that the resource of a task requires. If empty, `docs/samples.md` describes the
    /// additional permissions.
    private static final Map<String, String> ACTIONS = Map.of(
            "arn:aws:states:::events:putEvents.waitForTaskToken", "events:PutEvents",
            "arn:aws:states:::lambda:invoke", "lambda:InvokeFunction",
            "arn:aws:states:::http:invoke", "states:InvokeHTTPEndpoint",
            "arn:aws:states:::aws-sdk:s3:getObject", "s3:GetObject",
            "arn:aws:states:::aws-sdk:dynamodb:scan", "",
            "arn:aws:states:::aws-sdk:sfn:sendTaskSuccess", "");

    private static final List<String> NEED_MORE = List.of("history-pages", "reference-distributed-map");

    /// @param sample the file name without its suffixes
    record Request(String sample, String method, String path) {

        String resource() {
            return API + path.replaceFirst("^/v1/", "/v1/" + method + "/");
        }
    }

    private static Stream<Path> files() {
        try (Stream<Path> files = Files.list(Path.of("deploy/asl"))) {
            return files.filter(file -> file.toString().endsWith(".asl.json")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sample(Path file) {
        return file.getFileName().toString().replaceAll("(-jsonata)?\\.asl\\.json$", "");
    }

    private static Stream<JsonNode> tasks(Path file) {
        return YamlTree.read(file).findParents("Resource").stream()
                .filter(task -> task.path("Type").asText().equals("Task"));
    }

    static Stream<Request> requests() {
        return files().flatMap(file -> tasks(file)
                .filter(task -> task.path("Resource").asText().contains(":apigateway:invoke"))
                .map(task -> request(
                        sample(file), task.has("Arguments") ? task.path("Arguments") : task.path("Parameters"))));
    }

    private static Request request(String sample, JsonNode arguments) {
        String path = arguments.path("Path").asText();
        boolean literal = path.startsWith("/");
        return new Request(
                sample,
                arguments.path("Method").asText(),
                literal
                        ? path
                        : COMPUTED.getOrDefault(
                                sample, "The path of " + sample + " is computed. Add an example value."));
    }

    private static boolean allowed(Set<String> resources, String resource) {
        return resources.stream()
                .anyMatch(pattern -> Stream.of(pattern.split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.collectingAndThen(Collectors.joining(".*"), Pattern::compile))
                        .matcher(resource)
                        .matches());
    }

    @ParameterizedTest
    @MethodSource("requests")
    void theShippedPolicyAllowsWhatASampleAsks(Request request) {
        assertThat(allowed(
                        TemplateFile.statement("StateMachinePolicy", "CallTheApi")
                                .resources(),
                        request.resource()))
                .as("%s for %s", request.resource(), request.sample())
                .isTrue();
    }

    /// The finding: `report-by-polling` reads the status of its job.
    @Test
    void aPolicyWithoutASamplesRequestIsFound() {
        Set<String> resources = new TreeSet<>(
                TemplateFile.statement("StateMachinePolicy", "CallTheApi").resources());
        assertThat(resources.remove(API + "/v1/GET/calls/*")).isTrue();

        assertThat(requests().filter(request -> !allowed(resources, request.resource())))
                .isNotEmpty()
                .extracting(Request::sample)
                .containsOnly("report-by-polling");
    }

    @Test
    void everyOtherTaskOfASampleIsAllowedOrSaidToNeedMore() {
        Set<String> actions = TemplateFile.actions("StateMachinePolicy");
        String samples = YamlTree.text(Path.of("docs/samples.md"));

        assertThat(files())
                .hasSizeGreaterThan(30)
                .allSatisfy(file -> assertThat(tasks(file)
                                .map(task -> task.path("Resource").asText())
                                .filter(resource -> !resource.contains(":apigateway:invoke")))
                        .allSatisfy(resource -> {
                            String action = ACTIONS.getOrDefault(resource, resource);
                            assertThat(action.isEmpty() ? NEED_MORE.contains(sample(file)) : actions.contains(action))
                                    .as("%s in %s", resource, file)
                                    .isTrue();
                        }));
        assertThat(NEED_MORE).allMatch(sample -> samples.contains("`" + sample + "` `"));
    }

    private static Stream<ObjectNode> inline(String role) {
        return TemplateFile.properties(role).path("Policies").findParents("Effect").stream()
                .map(ObjectNode.class::cast);
    }

    /// Every action of every role except the gateway's, each required by a statement in the template or the
    /// guide.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        StateMachinePolicy | events:PutEvents s3:GetObject kms:Decrypt execute-api:Invoke lambda:InvokeFunction states:InvokeHTTPEndpoint events:RetrieveConnectionCredentials secretsmanager:GetSecretValue secretsmanager:DescribeSecret
        WorkerPolicy       | events:PutEvents s3:GetObject kms:Decrypt
        FunctionRole       | logs:CreateLogStream logs:PutLogEvents kms:Decrypt ec2:CreateNetworkInterface ec2:DescribeNetworkInterfaces ec2:DeleteNetworkInterface ec2:DescribeSubnets
        DestinationRole    | events:InvokeApiDestination
        """)
    void noRoleMayMoreThanItNeeds(String name, String needed) {
        Set<String> allowed = name.endsWith("Policy")
                ? TemplateFile.actions(name)
                : inline(name)
                        .map(statement -> new TemplateFile.Statement("", statement))
                        .flatMap(statement -> statement.actions().stream())
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(allowed).containsExactlyInAnyOrder(needed.split(" "));
    }

    /// A new role of the stack must be in the list above, or have a policy that is.
    @Test
    void noRoleIsForgotten() {
        assertThat(TemplateFile.names("Resources", "AWS::IAM::Role"))
                .containsExactlyInAnyOrder(
                        "ApiLogsRole",
                        "DestinationRole",
                        "FunctionRole",
                        "GatewayRole",
                        "StateMachineRole",
                        "WorkerRole");
        assertThat(TemplateFile.properties("StateMachineRole")
                        .path("ManagedPolicyArns")
                        .toString())
                .isEqualTo("[\"StateMachinePolicy\"]");
        assertThat(TemplateFile.properties("WorkerRole")
                        .path("ManagedPolicyArns")
                        .toString())
                .isEqualTo("[\"WorkerPolicy\"]");
        assertThat(TemplateFile.properties("GatewayRole")
                        .path("ManagedPolicyArns")
                        .toString())
                .isEqualTo("[\"GatewayPolicy\"]");
    }

    /// A private address is reachable only through VPC Lattice, the only option of EventBridge.
    @Test
    void theConnectionReachesAnAddressThatIsNotPublic() {
        assertThat(TemplateFile.properties("Connection")
                        .path("InvocationConnectivityParameters")
                        .toString())
                .startsWith("[\"IsHttpsPrivate\",")
                .contains("${HttpsResourceConfigurationArn}");
        assertThat(TemplateFile.byDefault("HttpsResourceConfigurationArn")).isEmpty();
    }
}
