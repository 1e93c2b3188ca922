package io.taskgate.payload.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Runs every file of the corpus, seeds and earlier findings, through its fuzz target without the fuzzer.
class FuzzCorpusTest {

    private static final long MAX_CORPUS = 500_000;

    @TestFactory
    Stream<DynamicNode> everyFileOfTheCorpusHolds() {
        return FuzzMain.TARGETS.stream()
                .map(target -> dynamicContainer(
                        target.getSimpleName(),
                        files(target).stream()
                                .map(file -> dynamicTest(file.getFileName().toString(), () -> holds(target, file)))));
    }

    @Test
    void theCorpusIsThereAndSmall() {
        long bytes = 0;
        for (Class<?> target : FuzzMain.TARGETS) {
            assertThat(files(target)).as(target.getSimpleName()).hasSizeGreaterThan(5);
            bytes += files(target).stream()
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
        assertThat(bytes).isLessThan(MAX_CORPUS);
    }

    private static void holds(Class<?> target, Path file) throws Exception {
        MethodHandle handle = MethodHandles.lookup()
                .findStatic(target, "fuzzerTestOneInput", MethodType.methodType(void.class, byte[].class));
        byte[] input = Files.readAllBytes(file);
        assertTimeoutPreemptively(
                FuzzMain.TIME, () -> assertThatCode(() -> handle.invoke(input)).doesNotThrowAnyException());
    }

    private static List<Path> files(Class<?> target) {
        try (Stream<Path> files = Files.list(FuzzMain.CORPUS.resolve(target.getSimpleName()))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
