package io.taskgate.testing.config;

import io.taskgate.testing.packaged.PackagedGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A case of `wrong-configurations.txt`: its settings, and the lines of the refused start.
public record WrongConfiguration(String title, List<String> settings, List<String> lines) {

    public static final Path FILE = Path.of("src/test/resources/wrong-configurations.txt");
    public static final String LINE = "=> ";

    private static final String VARIABLE = "env ";
    private static final String RANDOM_KEY = "<random key>";

    public static List<WrongConfiguration> all() throws IOException {
        List<WrongConfiguration> cases = new ArrayList<>();
        for (String block : Files.readString(FILE).split("(?m)^# ")) {
            List<String> lines = block.lines().filter(line -> !line.isBlank()).toList();
            if (!lines.isEmpty()) {
                List<String> rest = lines.subList(1, lines.size());
                cases.add(new WrongConfiguration(
                        lines.getFirst(),
                        rest.stream().filter(line -> !line.startsWith(LINE)).toList(),
                        rest.stream()
                                .filter(line -> line.startsWith(LINE))
                                .map(line -> line.substring(LINE.length()))
                                .toList()));
            }
        }
        return cases;
    }

    public Map<String, String> properties() {
        return pairs(settings.stream().filter(line -> !line.startsWith(VARIABLE)));
    }

    public Map<String, String> variables() {
        return pairs(settings.stream()
                .filter(line -> line.startsWith(VARIABLE))
                .map(line -> line.substring(VARIABLE.length())));
    }

    private static Map<String, String> pairs(Stream<String> lines) {
        Map<String, String> pairs = new TreeMap<>();
        lines.forEach(line -> pairs.put(
                line.substring(0, line.indexOf('=')),
                line.substring(line.indexOf('=') + 1).replace(RANDOM_KEY, PackagedGateway.randomKey())));
        return pairs;
    }

    public boolean isOfServices() {
        return settings.stream().allMatch(line -> line.startsWith("taskgate.services."));
    }

    @Override
    public String toString() {
        return title;
    }
}
