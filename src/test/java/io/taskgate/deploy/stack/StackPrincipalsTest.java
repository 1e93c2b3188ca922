package io.taskgate.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Checks that API Gateway authenticates every caller and forwards its identity to the gateway (finding 4).
class StackPrincipalsTest {

    private static final String HEADER = "integration.request.header.";
    private static final Pattern SECRET = Pattern.compile("resolve:secretsmanager:\\$\\{(\\w+)}");

    private static Map<Boolean, List<JsonNode>> methodsBySigned() {
        return TemplateFile.resources("AWS::ApiGateway::Method")
                .map(method -> method.path("Properties"))
                .collect(Collectors.partitioningBy(
                        method -> method.path("AuthorizationType").asText().equals("AWS_IAM")));
    }

    private static JsonNode mapping(JsonNode method) {
        return method.at("/Integration/RequestParameters");
    }

    private static Set<String> secretsIn(JsonNode node) {
        return SECRET.matcher(node.toString())
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// The mapping overwrites the header, so a caller's own values never arrive.
    @Test
    void everySignedCallCarriesItsPrincipal() {
        assertThat(methodsBySigned().get(true)).hasSizeGreaterThanOrEqualTo(3).allSatisfy(method -> {
            assertThat(mapping(method).path(HEADER + "x-taskgate-principal-arn").asText())
                    .isEqualTo("context.identity.userArn");
            assertThat(mapping(method)
                            .path(HEADER + "x-taskgate-principal-account")
                            .asText())
                    .isEqualTo("context.identity.accountId");
        });
    }

    /// The key with which the gateway accepts a forwarded principal. Only API Gateway's signed methods send
    /// it. It is in the stage, so that it can change without a new deployment.
    @Test
    void everySignedCallCarriesApiGatewaysOwnKey() {
        assertThat(methodsBySigned().get(true))
                .allSatisfy(method -> assertThat(
                                mapping(method).path(HEADER + "X-Api-Key").asText())
                        .isEqualTo("stageVariables.key"));
        assertThat(secretsIn(TemplateFile.properties("ApiStage").at("/Variables/key")))
                .containsExactly("GatewayKey");
        assertThat(TemplateFile.names("Resources"))
                .filteredOn(name -> secretsIn(TemplateFile.properties(name)).contains("GatewayKey"))
                .containsExactly("ApiStage");
    }

    @Test
    void aCallThatIsNotSignedGetsNeitherKeyNorPrincipal() {
        assertThat(methodsBySigned().get(false))
                .isNotEmpty()
                .allSatisfy(method -> assertThat(mapping(method).fieldNames())
                        .toIterable()
                        .noneMatch(name -> name.startsWith(HEADER)));
    }

    @Test
    void theFunctionAndTheConnectionHaveKeysOfTheirOwn() {
        assertThat(secretsIn(TemplateFile.properties("Function"))).containsExactly("FunctionKey");
        assertThat(secretsIn(TemplateFile.properties("Connection"))).containsExactly("ConnectionKey");
    }

    /// 43 characters from 62: 256 bits.
    @Test
    void everyKeyHas256Bits() {
        assertThat(Stream.of("GatewayKey", "FunctionKey", "ConnectionKey").map(TemplateFile::properties))
                .allSatisfy(secret -> {
                    assertThat(secret.at("/GenerateSecretString/PasswordLength").asInt())
                            .isGreaterThanOrEqualTo(43);
                    assertThat(secret.at("/GenerateSecretString/ExcludePunctuation")
                                    .asBoolean())
                            .isTrue();
                });
        assertThat(TemplateFile.names("Resources", "AWS::SecretsManager::Secret"))
                .containsExactlyInAnyOrder("GatewayKey", "FunctionKey", "ConnectionKey", "AccessKeys");
    }

    /// The secret contains digests of the callers' keys, so no other role needs it, and its first version is
    /// created manually.
    @Test
    void theGatewayAloneReadsTheCallersKeys() {
        assertThat(TemplateFile.properties("AccessKeys").has("GenerateSecretString"))
                .isFalse();
        assertThat(TemplateFile.properties("AccessKeys").path("KmsKeyId").asText())
                .isEqualTo("Key.Arn");
        assertThat(TemplateFile.names("Resources"))
                .filteredOn(name -> TemplateFile.properties(name).toString().contains("\"AccessKeys\""))
                .containsExactly("GatewayPolicy");
        assertThat(TemplateFile.statement("GatewayPolicy", "Key")
                        .body()
                        .at("/Condition/StringEquals/kms:ViaService")
                        .toString())
                .contains("secretsmanager.${AWS::Region}.amazonaws.com");
    }
}
