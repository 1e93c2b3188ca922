package io.taskgate.bench.shapes;

import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Libraries with the same or fewer features, with precompiled paths and expressions.
final class Competitors {

    private Competitors() {}

    /// Jackson's tokenizer alone, which is the cost of parsing.
    static ShapeRun skim() {
        JsonFactory factory = new JsonFactory();
        return json -> {
            int tokens = 0;
            try (JsonParser parser = factory.createParser(json)) {
                while (parser.nextToken() != null) {
                    tokens++;
                }
            }
            return tokens;
        };
    }

    static ShapeRun jayway(Map<String, String> paths) {
        Configuration configuration = Configuration.builder()
                .jsonProvider(new JacksonJsonNodeJsonProvider(TreeCompetitor.MAPPER))
                .mappingProvider(new JacksonMappingProvider(TreeCompetitor.MAPPER))
                .build();
        Map<String, JsonPath> compiled = new LinkedHashMap<>();
        paths.forEach((name, path) -> compiled.put(name, JsonPath.compile(path)));
        return json -> {
            DocumentContext document = JsonPath.using(configuration).parseUtf8(json);
            ObjectNode out = JsonNodeFactory.instance.objectNode();
            compiled.forEach((name, path) -> out.set(name, document.<JsonNode>read(path)));
            return TreeCompetitor.MAPPER.writeValueAsBytes(out);
        };
    }

    static ShapeRun jsonata(Map<String, String> paths) {
        Jsonata compiled = Jsonata.jsonata(paths.entrySet().stream()
                .map(path -> "\"" + path.getKey() + "\": " + jsonata(path.getValue()))
                .collect(Collectors.joining(", ", "{", "}")));
        compiled.setValidateInput(false);
        return json -> TreeCompetitor.MAPPER.writeValueAsBytes(
                compiled.evaluate(TreeCompetitor.MAPPER.readValue(json, Map.class)));
    }

    private static String jsonata(String path) {
        List<PathSelector> steps = PathSelector.of(path);
        String expression = steps.stream()
                .map(step -> switch (step) {
                    case PathSelector.Field(String name) -> "." + name;
                    case PathSelector.Index(int index) -> "[" + index + "]";
                    case PathSelector.All() -> "";
                    case PathSelector.Names(List<String> names) ->
                        names.stream()
                                .map(name -> "\"" + name + "\": " + name)
                                .collect(Collectors.joining(", ", ".{", "}"));
                })
                .collect(Collectors.joining())
                .substring(1);
        return PathSelector.isWide(steps) ? "[" + expression + "]" : expression;
    }

    /// Returns the JavaScript code that creates the output of `doc`.
    static String javaScript(Map<String, String> paths) {
        return paths.entrySet().stream()
                .map(path -> "\"" + path.getKey() + "\": " + javaScript(PathSelector.of(path.getValue()), "doc"))
                .collect(Collectors.joining(", ", "({", "})"));
    }

    private static String javaScript(List<PathSelector> steps, String from) {
        String expression = from;
        for (int i = 0; i < steps.size(); i++) {
            switch (steps.get(i)) {
                case PathSelector.Field(String name) -> expression += "." + name;
                case PathSelector.Index(int index) -> expression += "[" + index + "]";
                case PathSelector.Names(List<String> names) -> {
                    String whole = expression;
                    expression = names.stream()
                            .map(name -> name + ": " + whole + "." + name)
                            .collect(Collectors.joining(", ", "({", "})"));
                }
                case PathSelector.All() -> {
                    List<PathSelector> rest = steps.subList(i + 1, steps.size());
                    String each = "e" + steps.size();
                    return expression + (PathSelector.isWide(rest) ? ".flatMap(" : ".map(") + each + " => "
                            + javaScript(rest, each) + ")";
                }
            }
        }
        return expression;
    }
}
