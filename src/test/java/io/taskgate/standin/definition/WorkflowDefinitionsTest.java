package io.taskgate.standin.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.testing.Recordings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The definitions of a public collection: accepted, but for those that AWS refuses too.
class WorkflowDefinitionsTest {

    private static final Path REFUSED = Path.of("src", "test", "resources", "standin", "refused-workflows.json");

    @Test
    void everyDefinitionIsAcceptedOrRefusedAsInAws() throws IOException {
        Path folder = Recordings.of("workflows");
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.toString().endsWith(".asl.json"))
                    .sorted()
                    .toList();
        }
        SortedMap<String, String> refused = new TreeMap<>();
        for (Path file : files) {
            String definition = DefinitionPlaceholders.replaced(Files.readString(file));
            List<Diagnostic> errors = DefinitionCheck.diagnose(definition, isExpress(file)).stream()
                    .filter(found -> found.severity() == Diagnostic.Severity.ERROR)
                    .toList();
            if (!errors.isEmpty()) {
                refused.put(
                        file.getFileName().toString().replace(".asl.json", ""),
                        errors.stream().map(Diagnostic::written).collect(Collectors.joining("; ")));
            }
        }
        Logger.getLogger(WorkflowDefinitionsTest.class.getName())
                .info(() -> (files.size() - refused.size()) + " of " + files.size() + " definitions are accepted"
                        + refused.entrySet().stream()
                                .map(each -> "\n  refused: " + each.getKey() + ": " + each.getValue())
                                .collect(Collectors.joining()));
        assertThat(refused).isEqualTo(expected());
    }

    private static boolean isExpress(Path file) {
        return file.getFileName().toString().contains("express");
    }

    /// By name of the definition, with the findings. Each was compared with AWS's rules by reading.
    private static Map<String, String> expected() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        StatesJson.parsed(Files.readString(REFUSED))
                .properties()
                .forEach(each -> expected.put(each.getKey(), each.getValue().asText()));
        return expected;
    }
}
