package io.taskgate.config;

import io.taskgate.callback.vault.KeyDecryptor;
import io.taskgate.credential.KeyStrengthValidator;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.route.config.ConfigurationProblems;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads secrets by id. Never puts one into a message.
final class KeyMaterialReader {

    static final int BYTES = 32;
    private static final String KMS = "kms:";

    private final KeyDecryptor opener;
    private final ConfigurationProblems problems;
    private final KeyStrengthValidator strength;
    private final String tenant;

    /// @param tenant part of the encryption context of each `kms:` secret
    KeyMaterialReader(
            KeyDecryptor opener, ConfigurationProblems problems, KeyStrengthValidator strength, String tenant) {
        this.tenant = tenant;
        this.opener = opener;
        this.problems = problems;
        this.strength = strength;
    }

    /// The keys that can be read and the active one among them.
    record Keys(String active, Map<String, byte[]> byId) {}

    /// @return null when the problems say why
    @Nullable Keys read(String key, Map<String, String> configured, Optional<String> active, boolean exactly) {
        if (configured.isEmpty()) {
            problems.add(
                    key + ".keys",
                    "no key material: set " + key + ".keys.<id> to " + BYTES
                            + " random bytes in base64, as from: openssl rand -base64 " + BYTES);
            return null;
        }
        Map<String, byte[]> byId = new TreeMap<>();
        configured.forEach((id, text) -> {
            if (!id.matches("[A-Za-z0-9_-]{1,32}")) {
                problems.add(key + ".keys." + id, "is no name for a key: use 1 to 32 of A-Z, a-z, 0-9, _ and -");
                return;
            }
            byte[] secret = secret(key + ".keys." + id, text, context(key.substring(key.indexOf('.') + 1)));
            if (secret != null && (exactly ? secret.length == BYTES : secret.length >= BYTES)) {
                strength.ofBytes(key + ".keys." + id, secret)
                        .ifPresentOrElse(
                                problem -> problems.add(key + ".keys." + id, problem), () -> byId.put(id, secret));
            } else if (secret != null) {
                problems.add(
                        key + ".keys." + id,
                        "has " + secret.length + " bytes: it takes " + BYTES + (exactly ? "" : " or more")
                                + ", as from: openssl rand -base64 " + BYTES);
            }
        });
        String chosen = active.orElseGet(
                () -> configured.size() == 1 ? configured.keySet().iterator().next() : "");
        if (!configured.containsKey(chosen)) {
            problems.add(
                    key + ".active-key",
                    chosen.isEmpty()
                            ? "is missing: there are several keys, name the one that is used for new work"
                            : "names no key: \"" + chosen + "\" is not under " + key + ".keys");
            return null;
        }
        return byId.size() == configured.size() ? new Keys(chosen, byId) : null;
    }

    /// One secret of exactly [#BYTES]. Its KMS ciphertext has the encryption context of the vault's keys, so
    /// that one of
    /// these may stand here as well.
    ///
    /// @return null when the problems say why
    byte @Nullable [] one(String key, String text) {
        byte[] secret = secret(key, text, context("vault"));
        if (secret == null) {
            return null;
        }
        Optional<String> weak = secret.length == BYTES
                ? strength.ofBytes(key, secret)
                : Optional.of("has " + secret.length + " bytes: it takes " + BYTES + ", as from: openssl rand -base64 "
                        + BYTES);
        weak.ifPresent(problem -> problems.add(key, problem));
        return weak.isEmpty() ? secret : null;
    }

    /// A secret that is a text: as it is written, or by its KMS ciphertext.
    ///
    /// @throws InvalidDefinitionException with the reason
    String text(String written) {
        String secret = opened(written);
        if (strength.isPublished(secret)) {
            throw new InvalidDefinitionException("is published in the taskgate repository. Use a secret of your own");
        }
        return secret;
    }

    private String opened(String written) {
        if (!written.startsWith(KMS)) {
            return written;
        }
        try {
            byte[] opened =
                    opener.open(Base64.getDecoder().decode(written.substring(KMS.length())), context("services"));
            return new String(opened, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidDefinitionException("has no base64 after kms:");
        } catch (KeyDecryptor.CannotOpenException e) {
            throw new InvalidDefinitionException(String.valueOf(e.getMessage()));
        }
    }

    /// What KMS is told of a secret's use.
    private Map<String, String> context(String use) {
        return Map.of("taskgate", use, "tenant", tenant);
    }

    private byte @Nullable [] secret(String key, String text, Map<String, String> context) {
        boolean encrypted = text.startsWith(KMS);
        try {
            byte[] bytes = Base64.getDecoder().decode(encrypted ? text.substring(KMS.length()) : text.strip());
            return encrypted ? opener.open(bytes, context) : bytes;
        } catch (IllegalArgumentException e) {
            problems.add(key, "is no base64: make one with: openssl rand -base64 " + BYTES);
            return null;
        } catch (KeyDecryptor.CannotOpenException e) {
            problems.add(key, String.valueOf(e.getMessage()));
            return null;
        }
    }
}
