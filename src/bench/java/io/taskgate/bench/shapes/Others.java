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

/// What else does the same, or less, with paths and expressions compiled before.
final class Others {

    private Others() {}

    /// Jackson's tokens to the end and nothing else: what parsing alone costs.
    static Run skim() {
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

    static Run jayway(Map<String, String> paths) {
        Configuration configuration = Configuration.builder()
                .jsonProvider(new JacksonJsonNodeJsonProvider(Trees.MAPPER))
                .mappingProvider(new JacksonMappingProvider(Trees.MAPPER))
                .build();
        Map<String, JsonPath> compiled = new LinkedHashMap<>();
        paths.forEach((name, path) -> compiled.put(name, JsonPath.compile(path)));
        return json -> {
            DocumentContext document = JsonPath.using(configuration).parseUtf8(json);
            ObjectNode out = JsonNodeFactory.instance.objectNode();
            compiled.forEach((name, path) -> out.set(name, document.<JsonNode>read(path)));
            return Trees.MAPPER.writeValueAsBytes(out);
        };
    }

    static Run jsonata(Map<String, String> paths) {
        Jsonata compiled = Jsonata.jsonata(paths.entrySet().stream()
                .map(path -> "\"" + path.getKey() + "\": " + jsonata(path.getValue()))
                .collect(Collectors.joining(", ", "{", "}")));
        compiled.setValidateInput(false);
        return json -> Trees.MAPPER.writeValueAsBytes(compiled.evaluate(Trees.MAPPER.readValue(json, Map.class)));
    }

    private static String jsonata(String path) {
        List<Step> steps = Step.of(path);
        String expression = steps.stream()
                .map(step -> switch (step) {
                    case Step.Field(String name) -> "." + name;
                    case Step.Index(int index) -> "[" + index + "]";
                    case Step.All() -> "";
                    case Step.Names(List<String> names) ->
                        names.stream()
                                .map(name -> "\"" + name + "\": " + name)
                                .collect(Collectors.joining(", ", ".{", "}"));
                })
                .collect(Collectors.joining())
                .substring(1);
        return Step.isWide(steps) ? "[" + expression + "]" : expression;
    }

    /// JavaScript that makes the output of `doc`.
    static String javaScript(Map<String, String> paths) {
        return paths.entrySet().stream()
                .map(path -> "\"" + path.getKey() + "\": " + javaScript(Step.of(path.getValue()), "doc"))
                .collect(Collectors.joining(", ", "({", "})"));
    }

    private static String javaScript(List<Step> steps, String from) {
        String expression = from;
        for (int i = 0; i < steps.size(); i++) {
            switch (steps.get(i)) {
                case Step.Field(String name) -> expression += "." + name;
                case Step.Index(int index) -> expression += "[" + index + "]";
                case Step.Names(List<String> names) -> {
                    String whole = expression;
                    expression = names.stream()
                            .map(name -> name + ": " + whole + "." + name)
                            .collect(Collectors.joining(", ", "({", "})"));
                }
                case Step.All() -> {
                    List<Step> rest = steps.subList(i + 1, steps.size());
                    String each = "e" + steps.size();
                    return expression + (Step.isWide(rest) ? ".flatMap(" : ".map(") + each + " => "
                            + javaScript(rest, each) + ")";
                }
            }
        }
        return expression;
    }
}
