package io.taskgate.aws.secretsmanager;

import io.taskgate.aws.client.AwsErrors;
import io.taskgate.reload.SecretReader;
import io.taskgate.reload.UnreadableSourceException;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/// Reads the current version (`AWSCURRENT`) of secrets from AWS Secrets Manager. Creates its client only if
/// such a secret is configured.
@Singleton
final class SecretsManagerReader implements SecretReader {

    private final Provider<SecretsManagerClient> client;

    SecretsManagerReader(Provider<SecretsManagerClient> client) {
        this.client = client;
    }

    @Override
    public String read(String id) throws UnreadableSourceException {
        String text;
        try {
            text = client.get().getSecretValue(get -> get.secretId(id)).secretString();
        } catch (SdkException e) {
            throw new UnreadableSourceException("Secrets Manager returned " + AwsErrors.describe(e)
                    + ". The secret must exist, and the role of the gateway needs secretsmanager:GetSecretValue.");
        }
        if (text == null) {
            throw new UnreadableSourceException("The secret is binary. Store it as SecretString.");
        }
        return text;
    }
}
