package io.taskgate.aws.kms;

import io.taskgate.aws.client.AwsConfig;
import io.taskgate.aws.client.AwsErrors;
import io.taskgate.callback.vault.KeyDecryptor;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;

/// Decrypts keys with KMS for the use that their encryption context names, under the configured KMS key if
/// there is one. Creates its client only if such a key is configured.
@Singleton
final class KmsKeyDecryptor implements KeyDecryptor {

    private final Provider<KmsClient> client;
    private final Optional<String> keyId;

    @Inject
    KmsKeyDecryptor(Provider<KmsClient> client, AwsConfig settings) {
        this(client, settings.kmsKeyId());
    }

    KmsKeyDecryptor(Provider<KmsClient> client, Optional<String> keyId) {
        this.client = client;
        this.keyId = keyId;
    }

    @Override
    public byte[] decrypt(byte[] encrypted, Map<String, String> context) {
        try {
            return client.get()
                    .decrypt(decrypt -> decrypt.ciphertextBlob(SdkBytes.fromByteArray(encrypted))
                            .encryptionContext(context)
                            .keyId(keyId.orElse(null)))
                    .plaintext()
                    .asByteArray();
        } catch (SdkException e) {
            throw new DecryptionFailedException("KMS can't decrypt it: " + AwsErrors.describe(e)
                    + ". Encrypt it with --encryption-context " + describe(context) + ".");
        }
    }

    private static String describe(Map<String, String> context) {
        return context.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
    }
}
