package io.taskgate.aws.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.callback.vault.KeyDecryptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;

/// Tests that a ciphertext is decrypted only with its encryption context, so that a ciphertext of another
/// kind or from another role with the same KMS key is rejected (finding 10).
class KmsKeyDecryptorTest {

    private static final Map<String, String> CONTEXT = Map.of("taskgate", "vault", "tenant", "acme");

    private final List<DecryptRequest> asked = new ArrayList<>();

    private final KmsClient kms = new KmsClient() {
        @Override
        public DecryptResponse decrypt(DecryptRequest request) {
            asked.add(request);
            if (!request.encryptionContext().equals(CONTEXT)) {
                throw InvalidCiphertextException.builder()
                        .message("The encryption context does not match.")
                        .build();
            }
            return DecryptResponse.builder()
                    .plaintext(SdkBytes.fromUtf8String("opened"))
                    .build();
        }

        @Override
        public String serviceName() {
            return "kms";
        }

        @Override
        public void close() {}
    };

    @Test
    void aSecretIsDecryptedWithItsEncryptionContext() {
        KmsKeyDecryptor keys = new KmsKeyDecryptor(() -> kms, Optional.empty());

        assertThat(keys.decrypt(new byte[] {1}, CONTEXT)).asString().isEqualTo("opened");

        assertThat(asked).singleElement().satisfies(request -> {
            assertThat(request.encryptionContext()).isEqualTo(CONTEXT);
            assertThat(request.keyId()).isNull();
        });
    }

    @Test
    void whereAKeyIsConfiguredNoOtherOneOpens() {
        KmsKeyDecryptor keys = new KmsKeyDecryptor(() -> kms, Optional.of("arn:aws:kms:eu-west-1:1:key/secrets"));

        keys.decrypt(new byte[] {1}, CONTEXT);

        assertThat(asked)
                .singleElement()
                .extracting(DecryptRequest::keyId)
                .isEqualTo("arn:aws:kms:eu-west-1:1:key/secrets");
    }

    @Test
    void aRefusalNamesTheContextThatIsExpected() {
        KmsKeyDecryptor keys = new KmsKeyDecryptor(() -> kms, Optional.empty());

        assertThatThrownBy(() -> keys.decrypt(new byte[] {1}, Map.of("taskgate", "links", "tenant", "acme")))
                .isInstanceOf(KeyDecryptor.DecryptionFailedException.class)
                .hasMessageContaining("--encryption-context taskgate=links,tenant=acme");
    }
}
