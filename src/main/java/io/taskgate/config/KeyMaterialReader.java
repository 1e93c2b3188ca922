package io.taskgate.config;

import io.taskgate.callback.vault.KeyDecryptor;
import io.taskgate.credential.KeyStrengthValidator;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.settings.ConfigurationProblems;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads secrets by key ID. No message contains a secret.
final class KeyMaterialReader {

    static final int BYTES = 32;
    private static final String KMS = "kms:";

    private final KeyDecryptor decryptor;
    private final ConfigurationProblems problems;
    private final KeyStrengthValidator strength;
    private final String tenant;

    /// @param tenant part of the encryption context of each `kms:` secret
    KeyMaterialReader(
            KeyDecryptor decryptor, ConfigurationProblems problems, KeyStrengthValidator strength, String tenant) {
        this.tenant = tenant;
        this.decryptor = decryptor;
        this.problems = problems;
        this.strength = strength;
    }

    /// The readable keys and the active one.
    record Keys(String active, Map<String, byte[]> byId) {}

    /// @return null if there are problems
    @Nullable Keys read(String key, Map<String, String> configured, Optional<String> active, boolean exactly) {
        if (configured.isEmpty()) {
            problems.add(
                    key + ".keys",
                    "No key material. Set " + key + ".keys.<id> to " + BYTES
                            + " random bytes in base64, for example from: openssl rand -base64 " + BYTES);
            return null;
        }
        Map<String, byte[]> byId = new TreeMap<>();
        configured.forEach((id, text) -> {
            if (!id.matches("[A-Za-z0-9_-]{1,32}")) {
                problems.add(key + ".keys." + id, "Invalid key ID. Use 1 to 32 characters of A-Z, a-z, 0-9, _ and -.");
                return;
            }
            byte[] secret = decode(key + ".keys." + id, text, context(key.substring(key.indexOf('.') + 1)));
            if (secret != null && (exactly ? secret.length == BYTES : secret.length >= BYTES)) {
                strength.ofBytes(key + ".keys." + id, secret)
                        .ifPresentOrElse(
                                problem -> problems.add(key + ".keys." + id, problem), () -> byId.put(id, secret));
            } else if (secret != null) {
                problems.add(
                        key + ".keys." + id,
                        "The key has " + secret.length + " bytes, but must have " + (exactly ? "exactly " : "at least ")
                                + BYTES + ". Generate one, for example with: openssl rand -base64 " + BYTES);
            }
        });
        String chosen = active.orElseGet(
                () -> configured.size() == 1 ? configured.keySet().iterator().next() : "");
        if (!configured.containsKey(chosen)) {
            problems.add(
                    key + ".active-key",
                    chosen.isEmpty()
                            ? "Required, because there are several keys. Set the key for new work."
                            : "Unknown key \"" + chosen + "\". Use a key of " + key + ".keys.");
            return null;
        }
        return byId.size() == configured.size() ? new Keys(chosen, byId) : null;
    }

    /// Reads one secret of exactly [#BYTES]. The encryption context of its KMS ciphertext is that of the
    /// vault keys, so that one of these can be used here.
    ///
    /// @return null if there are problems
    byte @Nullable [] readKey(String key, String text) {
        byte[] secret = decode(key, text, context("vault"));
        if (secret == null) {
            return null;
        }
        Optional<String> weak = secret.length == BYTES
                ? strength.ofBytes(key, secret)
                : Optional.of("The key has " + secret.length + " bytes, but must have exactly " + BYTES
                        + ". Generate one with: openssl rand -base64 " + BYTES);
        weak.ifPresent(problem -> problems.add(key, problem));
        return weak.isEmpty() ? secret : null;
    }

    /// Reads a secret text: plain, or from its KMS ciphertext.
    ///
    /// @throws InvalidDefinitionException with the reason
    String readSecret(String written) {
        String secret = decrypt(written);
        if (strength.isPublished(secret)) {
            throw new InvalidDefinitionException(
                    "This secret is published in the taskgate repository. Use a secret of your own.");
        }
        return secret;
    }

    private String decrypt(String written) {
        if (!written.startsWith(KMS)) {
            return written;
        }
        try {
            byte[] opened =
                    decryptor.decrypt(Base64.getDecoder().decode(written.substring(KMS.length())), context("services"));
            return new String(opened, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidDefinitionException("Expected base64 after kms:.");
        } catch (KeyDecryptor.DecryptionFailedException e) {
            throw new InvalidDefinitionException(String.valueOf(e.getMessage()));
        }
    }

    /// Returns the KMS encryption context for the use of a secret.
    private Map<String, String> context(String use) {
        return Map.of("taskgate", use, "tenant", tenant);
    }

    private byte @Nullable [] decode(String key, String text, Map<String, String> context) {
        boolean encrypted = text.startsWith(KMS);
        try {
            byte[] bytes = Base64.getDecoder().decode(encrypted ? text.substring(KMS.length()) : text.strip());
            return encrypted ? decryptor.decrypt(bytes, context) : bytes;
        } catch (IllegalArgumentException e) {
            problems.add(key, "Not base64. Generate a key with: openssl rand -base64 " + BYTES);
            return null;
        } catch (KeyDecryptor.DecryptionFailedException e) {
            problems.add(key, String.valueOf(e.getMessage()));
            return null;
        }
    }
}
