package io.taskgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Checks log messages against the convention of CONTRIBUTING.md: an event in plain words that starts with a
/// capital letter, then its data as `key=value`, so that every value can be filtered by its key.
class LogMessageTest {

    private static final Path SOURCES = Path.of("src/main/java");

    private static final String LITERAL = "\"((?:[^\"\\\\]|\\\\.)*)\"";
    private static final Pattern CALL =
            Pattern.compile("LOG\\.(?:trace|debug|info|warn|error)f?\\(\\s*(?:[a-z]\\w*,\\s*)?" + LITERAL
                    + "(?:\\s*\\+\\s*" + LITERAL + ")*");

    private static final Pattern LITERALS = Pattern.compile(LITERAL);
    private static final Pattern BARE = Pattern.compile("(?<!\\w=|\\w=\\\\\")%[a-zA-Z]");

    @Test
    void everyMessageNamesAnEventAndTheKeyOfEachValue() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<String> wrong = files.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file -> messages(read(file))
                            .filter(LogMessageTest::isWrong)
                            .map(message -> file.getFileName() + ": " + message))
                    .toList();
            assertThat(wrong).isEmpty();
        }
    }

    @Test
    void aValueWithoutAKeyIsFound() {
        assertThat(messages("LOG.warnf(failure, \"Message %s failed\", id); LOG.info(\"routes: \" + routes);"))
                .containsExactly("Message %s failed", "routes: ")
                .allMatch(LogMessageTest::isWrong);
        assertThat(messages("LOG.warnf(\n  \"Call failed: route=%s\" + \" detail=\\\"%s\\\"\", route, detail);"))
                .containsExactly("Call failed: route=%s detail=\\\"%s\\\"")
                .noneMatch(LogMessageTest::isWrong);
    }

    private static Stream<String> messages(String source) {
        return CALL.matcher(source).results().map(MatchResult::group).map(LogMessageTest::joined);
    }

    private static String joined(String call) {
        return String.join(
                "",
                LITERALS.matcher(call)
                        .results()
                        .map(literal -> literal.group(1))
                        .toList());
    }

    private static boolean isWrong(String message) {
        return message.isEmpty()
                || !Character.isUpperCase(message.charAt(0))
                || BARE.matcher(message).find();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
