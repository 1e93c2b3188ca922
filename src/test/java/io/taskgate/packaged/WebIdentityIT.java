package io.taskgate.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskgate.standin.Ports;
import io.taskgate.standin.StandIns;
import io.taskgate.testing.packaged.PackagedGateway;
import io.taskgate.testing.packaged.SecurityTokenService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests the packaged application with the credentials of IRSA: a role and a projected token, which it
/// exchanges at STS. With `-Dpackaged.binary=<file>` it tests the native binary (docs/native.md).
class WebIdentityIT {

    private static final String ROLE = "arn:aws:iam::000000000000:role/taskgate-gateway";
    private static final String TOKEN = "a-projected-token";

    @TempDir
    Path folder;

    private PackagedGateway with(SecurityTokenService sts, StandIns aws) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), TOKEN);
        return PackagedGateway.beside(aws, "web-identity")
                .without("AWS_ACCESS_KEY_ID")
                .without("AWS_SECRET_ACCESS_KEY")
                .withEnvironment("AWS_EC2_METADATA_DISABLED", "true")
                .withEnvironment("AWS_ROLE_ARN", ROLE)
                .withEnvironment("AWS_WEB_IDENTITY_TOKEN_FILE", token.toString())
                .withEnvironment("AWS_ENDPOINT_URL_STS", sts.endpoint().toString());
    }

    /// The process has no other credentials: it reaches its ledger only through STS.
    @Test
    void theServiceAccountsTokenIsExchangedForCredentials() throws IOException {
        try (SecurityTokenService sts = SecurityTokenService.start(ROLE, TOKEN);
                StandIns aws = StandIns.start(Ports.FREE);
                PackagedGateway app = with(sts, aws)) {
            sts.deny(true);
            app.launch().awaitHealth("live", 200);
            await().atMost(Duration.ofSeconds(30)).until(() -> !sts.requests().isEmpty());
            assertThat(app.health("ready")).isEqualTo(503);

            sts.deny(false);

            app.awaitHealth("ready", 200);
            assertThat(app.get("/v1/callbacks", "operator").statusCode()).isEqualTo(200);
            assertThat(sts.requests())
                    .last()
                    .satisfies(form -> assertThat(form)
                            .containsEntry("Action", "AssumeRoleWithWebIdentity")
                            .containsEntry("RoleArn", ROLE)
                            .containsEntry("WebIdentityToken", TOKEN));
        }
    }
}
