package io.taskgate.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.deploy.YamlTree;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Tests the role for a stage's access log, of which an account has one in each region. CloudFormation
/// rejects the stage without it, so the stack can create it.
class StackAccessLogTest {

    @Test
    void noStageHasAnAccessLogThatNobodyAskedFor() {
        assertThat(TemplateFile.byDefault("ApiAccessLog")).isEqualTo("none");
        assertThat(TemplateFile.condition("HasAccessLog").toString()).contains("\"ApiAccessLog\",\"none\"");
        assertThat(TemplateFile.resources("AWS::ApiGateway::Stage")
                        .map(stage -> stage.at("/Properties/AccessLogSetting/0").asText()))
                .isNotEmpty()
                .allMatch("HasAccessLog"::equals);
    }

    @Test
    void theStackGivesTheAccountItsRoleWhereItIsTold() {
        assertThat(TemplateFile.condition("SetsAccountRole").toString()).contains("on-with-account-role");
        assertThat(TemplateFile.resources("AWS::ApiGateway::Account"))
                .singleElement()
                .satisfies(account -> {
                    assertThat(account.path("Condition").asText()).isEqualTo("SetsAccountRole");
                    assertThat(account.at("/Properties/CloudWatchRoleArn").asText())
                            .isEqualTo("ApiLogsRole.Arn");
                });
        assertThat(TemplateFile.properties("ApiLogsRole").toString())
                .contains("\"Service\":\"apigateway.amazonaws.com\"")
                .contains("service-role/AmazonAPIGatewayPushToCloudWatchLogs");
    }

    /// The setting applies to the region, and other APIs of the account use the role.
    @Test
    void theAccountsRoleOutlivesTheStack() {
        JsonNode resources = YamlTree.read(Path.of("deploy/template.yaml")).path("Resources");

        assertThat(resources.at("/ApiAccount/DeletionPolicy").asText()).isEqualTo("Retain");
        assertThat(resources.at("/ApiLogsRole/DeletionPolicy").asText()).isEqualTo("Retain");
    }

    @Test
    void theAccountHasItsRoleBeforeTheStageIsMade() {
        assertThat(TemplateFile.properties("ApiStage").path("Description").toString())
                .startsWith("[\"SetsAccountRole\",")
                .contains("${ApiAccount}");
    }
}
