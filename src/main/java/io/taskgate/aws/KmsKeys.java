package io.taskgate.aws;

import io.taskgate.callback.KeyOpener;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;

/// Opens keys that were encrypted by KMS. Makes a client only where there is such a key.
@Singleton
final class KmsKeys implements KeyOpener {

    private final Provider<KmsClient> client;

    KmsKeys(Provider<KmsClient> client) {
        this.client = client;
    }

    @Override
    public byte[] open(byte[] encrypted) {
        try {
            return client.get()
                    .decrypt(decrypt -> decrypt.ciphertextBlob(SdkBytes.fromByteArray(encrypted)))
                    .plaintext()
                    .asByteArray();
        } catch (SdkException e) {
            throw new CannotOpenException("KMS does not decrypt it: " + AwsErrors.brief(e));
        }
    }
}
