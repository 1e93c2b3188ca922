package io.taskgate.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Checks that a holder of a worker's role and `secrets.yaml` can neither open the vault nor forge a link
/// (finding 10).
class StackKeysTest {

    /// The actions of key administrators. None of them decrypts, encrypts or grants.
    private static final Set<String> USES = Set.of(
            "kms:*",
            "kms:Decrypt",
            "kms:Encrypt",
            "kms:ReEncrypt*",
            "kms:GenerateDataKey*",
            "kms:CreateGrant",
            "kms:Create*");

    /// The encryption context that the gateway uses to decrypt a secret (docs/configuration.md#secrets).
    private static final String CONTEXTS = "[\"links\",\"vault\",\"services\",\"config\"]";

    @Test
    void theGatewaysSecretsHaveAKeyOfTheirOwn() {
        JsonNode key = TemplateFile.properties("GatewaySecretsKey");

        assertThat(key.path("EnableKeyRotation").asBoolean()).isTrue();
        assertThat(TemplateFile.output("GatewaySecretsKeyArn").path("Value").asText())
                .isEqualTo("GatewaySecretsKey.Arn");
    }

    @Test
    void onlyTheGatewayOpensWhatIsSealedWithThatKey() {
        List<TemplateFile.Statement> opening = TemplateFile.statements("GatewaySecretsKey").stream()
                .filter(statement -> statement.actions().contains("kms:Decrypt"))
                .toList();

        assertThat(opening).singleElement().satisfies(statement -> {
            assertThat(statement.body().at("/Principal/AWS").asText()).isEqualTo("GatewayRole.Arn");
            assertThat(statement.actions()).containsExactly("kms:Decrypt");
            assertThat(statement
                            .body()
                            .at("/Condition/StringEquals/kms:EncryptionContext:taskgate")
                            .toString())
                    .isEqualTo(CONTEXTS);
        });
    }

    /// With a statement for the account's root, a policy of any role could allow it.
    @Test
    void noPolicyOfTheAccountCanAllowMoreThanTheKeySays() {
        assertThat(TemplateFile.statements("GatewaySecretsKey"))
                .filteredOn(statement ->
                        statement.body().at("/Principal/AWS").asText().endsWith(":root"))
                .hasSize(2)
                .allSatisfy(statement -> assertThat(statement.actions())
                        .doesNotContainAnyElementsOf(
                                statement.sid().equals("Seal") ? Set.of("kms:*", "kms:Decrypt") : USES));
    }

    /// A secret that is encrypted without a context could never be decrypted, so the encryption is denied.
    @Test
    void nothingIsSealedWithoutItsContext() {
        assertThat(TemplateFile.statement("GatewaySecretsKey", "Seal")
                        .body()
                        .at("/Condition/StringEquals/kms:EncryptionContext:taskgate")
                        .toString())
                .isEqualTo(CONTEXTS);
    }

    @Test
    void noOtherResourceUsesThatKey() {
        assertThat(TemplateFile.names("Resources"))
                .filteredOn(name -> TemplateFile.properties(name).toString().contains("GatewaySecretsKey"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"StateMachinePolicy", "WorkerPolicy"})
    void whoReadsReferencesDecryptsByS3Only(String policy) {
        assertThat(decrypting(TemplateFile.statements(policy).stream()))
                .singleElement()
                .satisfies(statement -> assertThat(statement
                                .body()
                                .at("/Condition/StringEquals/kms:ViaService")
                                .asText())
                        .isEqualTo("s3.${AWS::Region}.amazonaws.com"));
    }

    /// No role may decrypt directly with a key, not even the gateway's role.
    @Test
    void everyPolicyDecryptsByAServiceOnly() {
        Stream<TemplateFile.Statement> inline = TemplateFile.resources("AWS::IAM::Role")
                .flatMap(role -> role.at("/Properties/Policies").valueStream())
                .flatMap(policy -> policy.at("/PolicyDocument/Statement").valueStream())
                .map(body -> new TemplateFile.Statement("", body));
        Stream<TemplateFile.Statement> managed = TemplateFile.names("Resources", "AWS::IAM::ManagedPolicy").stream()
                .flatMap(policy -> TemplateFile.statements(policy).stream());

        assertThat(decrypting(Stream.concat(inline, managed)))
                .hasSizeGreaterThanOrEqualTo(4)
                .allMatch(statement ->
                        statement.body().at("/Condition/StringEquals").has("kms:ViaService"));
    }

    private static List<TemplateFile.Statement> decrypting(Stream<TemplateFile.Statement> statements) {
        return statements
                .filter(statement -> statement.actions().contains("kms:Decrypt"))
                .toList();
    }
}
