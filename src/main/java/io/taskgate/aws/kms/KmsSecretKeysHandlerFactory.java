package io.taskgate.aws.kms;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.SecretKeysHandler;
import io.smallrye.config.SecretKeysHandlerFactory;
import io.taskgate.aws.client.StartupKmsClient;
import io.taskgate.callback.vault.KeyDecryptor;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/// Creates the handler of `${kms::<ciphertext>}` in values of the configuration, which SmallRye Config finds by
/// `ServiceLoader`. The ciphertext is base64 and has the encryption context `taskgate=config`, `tenant=<tenant>`.
/// A value is decrypted when it is first read, and once.
public final class KmsSecretKeysHandlerFactory implements SecretKeysHandlerFactory {

    private static final String NAME = "kms";

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public SecretKeysHandler getSecretKeysHandler(ConfigSourceContext configuration) {
        return new Handler(configuration);
    }

    /// Thread-safe.
    private static final class Handler implements SecretKeysHandler {

        private final ConfigSourceContext configuration;
        private final Map<String, String> decrypted = new ConcurrentHashMap<>();

        Handler(ConfigSourceContext configuration) {
            this.configuration = configuration;
        }

        @Override
        public String getName() {
            return NAME;
        }

        /// @throws IllegalArgumentException with the reason, without the value
        @Override
        public String decode(String ciphertext) {
            return decrypted.computeIfAbsent(ciphertext, this::decrypt);
        }

        private String decrypt(String ciphertext) {
            byte[] encrypted;
            try {
                encrypted = Base64.getDecoder().decode(ciphertext.strip());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("Expected base64 after ${kms::.", e);
            }
            Map<String, String> context = Map.of(
                    "taskgate", "config", "tenant", value("taskgate.tenant").orElse("default"));
            Optional<String> key = value("taskgate.aws.kms-key-id");
            try {
                byte[] value = StartupKmsClient.call(
                        new ContextSource(configuration),
                        client -> new KmsKeyDecryptor(() -> client, key).decrypt(encrypted, context));
                return new String(value, StandardCharsets.UTF_8);
            } catch (KeyDecryptor.DecryptionFailedException e) {
                throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
            }
        }

        private Optional<String> value(String name) {
            return Optional.ofNullable(new ContextSource(configuration).getValue(name))
                    .filter(text -> !text.isBlank());
        }
    }

    /// The configuration without expressions and handlers, as a source of another one.
    private record ContextSource(ConfigSourceContext configuration) implements ConfigSource {

        @Override
        public Set<String> getPropertyNames() {
            Set<String> names = new HashSet<>();
            configuration.iterateNames().forEachRemaining(names::add);
            return names;
        }

        @Override
        public @Nullable String getValue(String name) {
            ConfigValue value = configuration.getValue(name);
            return value == null ? null : value.getValue();
        }

        @Override
        public String getName() {
            return "the configuration";
        }
    }
}
