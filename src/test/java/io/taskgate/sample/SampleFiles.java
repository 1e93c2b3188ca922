package io.taskgate.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The files of `deploy/asl`. The name of a machine is that of its file; the name of a sample is that of its
/// machine in JSONPath.
final class SampleFiles {

    static final String JSONATA = "-jsonata";
    private static final Path FOLDER = Path.of("deploy/asl");

    private SampleFiles() {}

    static Stream<String> machines() throws IOException {
        return named(".asl.json").stream();
    }

    /// Returns the file name without this suffix.
    static List<String> named(String ending) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ending))
                    .map(name -> name.substring(0, name.length() - ending.length()))
                    .sorted()
                    .toList();
        }
    }

    static String sample(String machine) {
        return machine.replaceAll(JSONATA + "$", "");
    }

    /// The file suffix of a state machine, by query language.
    static String language(String machine) {
        return machine.substring(sample(machine).length());
    }

    static String twin(String machine) {
        return language(machine).isEmpty() ? machine + JSONATA : sample(machine);
    }

    static String definition(String machine) throws IOException {
        return text(machine + ".asl.json");
    }

    static ObjectNode input(String machine) throws IOException {
        return (ObjectNode) parsed(text(machine + ".input.json"));
    }

    static JsonNode expected(String machine) throws IOException {
        return parsed(text(sample(machine) + ".expected.json"));
    }

    static String text(String file) throws IOException {
        return Files.readString(FOLDER.resolve(file));
    }

    static JsonNode parsed(String json) {
        return Json.parseTrusted(json.getBytes(StandardCharsets.UTF_8));
    }
}
