package io.taskgate.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Checks that [KeyStrengthValidator] rejects every key in a file of the repository, because these keys are
/// public.
class PublishedKeysTest {

    private static final Set<String> SKIPPED = Set.of("target", ".git", "node_modules", ".idea", ".quarkus");

    /// Digests of packages, which use the same alphabet, and settings that no gateway starts with.
    private static final Set<String> NO_KEYS = Set.of("package-lock.json", "wrong-configurations.txt");

    /// 32 to 64 bytes in Base64. With a preceding version and comma, it is the signature of a webhook.
    private static final Pattern BINARY =
            Pattern.compile("(?<![A-Za-z0-9+/_-]|v1,)([A-Za-z0-9+/]{43,88}={0,2})(?![A-Za-z0-9+/=_-])");

    /// An API key or a webhook's secret in YAML, a property or a request.
    private static final Pattern TEXT = Pattern.compile(
            "(?:access\\.keys\\.[\\w-]+\\.secret[=:\\s]+|(?<!#.{0,60})\\bsecret:\\s+|(?i:X-Api-Key):\\s+)[\"']?([\\w:-]+)");

    private static final Pattern TEXT_IN_JAVA =
            Pattern.compile("\"(?:[^\"]*access\\.keys\\.[^\"]*\\.secret|X-Api-Key)\",\\s*\"([^\" ]{8,})\"");

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void everyKeyOfTheRepositoryIsRefused() throws IOException {
        Map<String, String> places = new TreeMap<>();
        for (Path file : files()) {
            String text = text(file);
            BINARY.matcher(text)
                    .results()
                    .map(found -> found.group(1))
                    .filter(PublishedKeysTest::looksLikeKey)
                    .forEach(key -> places.put(key, file.toString()));
        }
        assertThat(places).hasSizeGreaterThan(4);

        assertThat(places)
                .as("keys that are not listed in PublishedKeys: generate the key at run time, or list its digest")
                .allSatisfy((key, place) -> assertThat(KeyStrengthValidator.required()
                                .ofBytes(place, Base64.getDecoder().decode(key)))
                        .as(
                                "%s in %s: its digest is %s",
                                key, place, sha256(Base64.getDecoder().decode(key)))
                        .hasValueSatisfying(problem -> assertThat(problem).contains("published")));
    }

    /// Text that occurs where a key is expected: the prefix of a digest, the label of a metric, a template
    /// reference, the first word of a message.
    private static final Set<String> LABELS = Set.of("sha256:", "current", "next", "stageVariables", "Required", "The");

    @Test
    void everyApiKeyAndSecretOfTheRepositoryIsRefused() throws IOException {
        Map<String, String> places = new TreeMap<>();
        for (Path file : files()) {
            String text = text(file);
            Pattern pattern = file.toString().endsWith(".java") ? TEXT_IN_JAVA : TEXT;
            pattern.matcher(text)
                    .results()
                    .map(found -> found.group(1))
                    .filter(key -> !LABELS.contains(key))
                    .forEach(key -> places.put(key, file.toString()));
        }
        assertThat(places).containsKeys("dev-workflow", "dev-worker", "dev-operator", "dev-webhook");

        assertThat(places)
                .as("keys that are not listed in PublishedKeys: generate the key at run time, or list its digest")
                .allSatisfy((key, place) -> assertThat(
                                key.startsWith("sha256:")
                                        ? KeyStrengthValidator.required()
                                                .ofApiKey(place, key)
                                                .isPresent()
                                        : KeyStrengthValidator.required().isPublished(key))
                        .as("%s in %s: its digest is %s", key, place, sha256(key.getBytes(StandardCharsets.UTF_8)))
                        .isTrue());
    }

    /// Samples have a wrong checksum, so that secret scanners that verify it do not report this repository.
    @Test
    void noGenuineApiKeyStandsInTheRepository() throws IOException {
        List<String> genuine = new ArrayList<>();
        for (Path file : files()) {
            ApiKeyFormat.SCANNER
                    .matcher(text(file))
                    .results()
                    .filter(found -> ApiKeyFormat.check(found.group()) == ApiKeyFormat.Check.WELL_FORMED)
                    .forEach(found -> genuine.add(file + ": " + found.group()));
        }

        assertThat(genuine).isEmpty();
    }

    /// Excludes hexadecimal digests, paths and Java names.
    private static boolean looksLikeKey(String text) {
        return text.length() % 4 == 0
                && text.chars().anyMatch(Character::isUpperCase)
                && (text.endsWith("=")
                        || text.chars().filter(Character::isDigit).count() > 3 && !text.contains("/"));
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            return "";
        }
    }

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(Path.of("."), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return SKIPPED.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()
                        && !NO_KEYS.contains(file.getFileName().toString())) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }
}
