package io.taskgate.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.deploy.YamlTree;
import io.taskgate.deploy.kubernetes.KustomizeTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Checks that API Gateway calls the gateway by HTTPS if the name of its certificate is configured (finding
/// 11).
class StackTlsTest {

    private static final String HTTPS = "https://${GatewayTlsName}:8080";

    private static List<JsonNode> uris() {
        return TemplateFile.resources("AWS::ApiGateway::Method")
                .map(method -> method.at("/Properties/Integration/Uri"))
                .toList();
    }

    /// `!If [HasTls, https://…, http://…]`, with the stage variable for the rest of the address.
    @Test
    void everyIntegrationIsHttpsWhereTheGatewayHasACertificate() {
        assertThat(uris()).hasSizeGreaterThanOrEqualTo(4).allSatisfy(uri -> {
            assertThat(uri.path(0).asText()).isEqualTo("HasTls");
            assertThat(uri.path(1).asText()).startsWith("https://${stageVariables.gateway}/v1/");
            assertThat(uri.path(2).asText()).isEqualTo(uri.path(1).asText().replaceFirst("https", "http"));
        });
        assertThat(TemplateFile.properties("ApiStage").at("/Variables/gateway").toString())
                .startsWith("[\"HasTls\",\"${GatewayTlsName}:8080\",");
        assertThat(TemplateFile.condition("HasTls").toString()).contains("GatewayTlsName");
    }

    @Test
    void linksAreHttpsThen() {
        String url = TemplateFile.output("PublicUrl").path("Value").toString();

        assertThat(url).contains("[\"HasTls\",\"" + HTTPS + "\"");
    }

    /// The load balancer forwards TCP, so it needs no certificate and no private key.
    @Test
    void theBalancerPassesTcpThrough() {
        assertThat(YamlTree.text(KustomizeTest.K8S.resolve("overlays/standalone/service.yaml")))
                .doesNotContain("aws-load-balancer-ssl")
                .contains("aws-load-balancer-nlb-target-type: ip");
    }
}
