package io.taskgate.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.deploy.YamlTree;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Tests deployments of the API, which are snapshots. A change of the methods must create a new deployment; a
/// change of a key or of the load balancer must not need one.
class StackDeploymentTest {

    private static final int DIGITS = 8;

    private static final List<String> PHOTOGRAPHED =
            List.of("AWS::ApiGateway::RestApi", "AWS::ApiGateway::Resource", "AWS::ApiGateway::Method");

    private static String digest(JsonNode resources) {
        StringBuilder photographed = new StringBuilder();
        resources.properties().stream()
                .filter(resource ->
                        PHOTOGRAPHED.contains(resource.getValue().path("Type").asText()))
                .sorted(Map.Entry.comparingByKey())
                .forEach(resource -> photographed
                        .append(resource.getKey())
                        .append(resource.getValue().path("Condition"))
                        .append(resource.getValue().path("Properties")));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(photographed.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode resources(String template) {
        return YamlTree.one(template).path("Resources");
    }

    private static String template() {
        return YamlTree.text(Path.of("deploy/template.yaml"));
    }

    private static Stream<String> deployments() {
        return TemplateFile.names("Resources", "AWS::ApiGateway::Deployment").stream();
    }

    @Test
    void aDeploymentsNameFollowsWhatItPhotographs() {
        String digest = digest(resources(template()));

        assertThat(deployments())
                .as("The API changed. Append " + digest
                        + " to the names of the deployments, so that a deploy creates new ones.")
                .hasSize(4)
                .allMatch(name -> name.endsWith(digest));
    }

    @Test
    void aChangedMethodNeedsAnotherName() {
        String changed = template().replaceFirst("TimeoutInMillis: 29000", "TimeoutInMillis: 28000");

        assertThat(digest(resources(changed))).isNotEqualTo(digest(resources(template())));
    }

    /// Values that change with a load balancer or a key are stage variables.
    @Test
    void noMethodNamesABalancerALinkOrAKey() {
        assertThat(TemplateFile.resources("AWS::ApiGateway::Method"))
                .hasSize(4)
                .allSatisfy(method -> assertThat(method.path("Properties").toString())
                        .contains("${stageVariables.gateway}", "\"${stageVariables.link}\"")
                        .doesNotContain("VpcLink", "NetworkLoadBalancer", "GatewayTlsName", "resolve:"));
    }

    /// Each combination of `WorkerLinks` and `GatewayTlsName` has exactly one deployment, so that a change
    /// back creates a new snapshot.
    @Test
    void thereIsOneDeploymentForEachStateOfTheApi() {
        Map<String, String> api = Map.of("NetworkLoadBalancerArn", "an-arn", "NetworkLoadBalancerDnsName", "a-name");
        List<Map<String, String>> states = List.of(
                Map.of(),
                Map.of("WorkerLinks", "true"),
                Map.of("GatewayTlsName", "taskgate.example.com"),
                Map.of("WorkerLinks", "true", "GatewayTlsName", "taskgate.example.com"));

        assertThat(states.stream().map(state -> {
                    Map<String, String> parameters = new HashMap<>(api);
                    parameters.putAll(state);
                    var resources = StackTemplate.of(template(), parameters).resources();
                    List<String> made = resources.keySet().stream()
                            .filter(name -> name.startsWith("ApiDeployment"))
                            .toList();
                    assertThat(made).hasSize(1);
                    assertThat(resources.get("ApiStage").properties().get("DeploymentId"))
                            .isEqualTo("<" + made.getFirst() + ">");
                    return made.getFirst();
                }))
                .doesNotHaveDuplicates();
    }
}
