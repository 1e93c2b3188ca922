package io.taskgate.http.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/problems.md` has each problem type with its status and title.
class ProblemReferenceTest {

    private static final Path PAGE = Path.of("docs/problems.md");

    @Test
    void thePageHasEachTypeInTheOrderOfTheCode() throws IOException {
        List<List<String>> rows;
        try (Stream<String> lines = Files.lines(PAGE)) {
            rows = lines.filter(line -> line.startsWith("| `"))
                    .map(line -> Stream.of(line.split("\\|"))
                            .skip(1)
                            .limit(3)
                            .map(String::strip)
                            .toList())
                    .toList();
        }

        assertThat(rows)
                .containsExactlyElementsOf(Stream.of(ProblemType.values())
                        .map(type -> List.of("`" + type.word + "`", String.valueOf(type.status), type.title))
                        .toList());
    }
}
