package io.taskgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Checks that each of the protocol's 17 promises has a test with its number in its name.
class PromisesTest {

    private static final int PROMISES = 17;
    private static final Pattern TEST = Pattern.compile("void promise(\\d+)[A-Z]\\w*\\(");

    @Test
    void everyPromiseHasATestWithItsNumber() throws IOException {
        Set<Integer> tested = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(file -> tested.addAll(numbers(file)));
        }

        assertThat(tested)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, PROMISES).boxed().toList());
    }

    private static Set<Integer> numbers(Path file) {
        try {
            return TEST.matcher(Files.readString(file))
                    .results()
                    .map(found -> Integer.valueOf(found.group(1)))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
