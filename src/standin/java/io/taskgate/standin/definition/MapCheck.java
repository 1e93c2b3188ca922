package io.taskgate.standin.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.interpreter.map.CsvItemParser;
import io.taskgate.standin.interpreter.map.MapFields;
import io.taskgate.standin.interpreter.map.MapItemReader;
import io.taskgate.standin.interpreter.map.ResultWriter;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Validates the fields of a Map state by its mode.
final class MapCheck {

    static final String DISTRIBUTED =
            "ItemReader ItemBatcher ResultWriter Label ToleratedFailureCount ToleratedFailurePercentage";
    static final String DISTRIBUTED_PATHS = "ToleratedFailureCountPath ToleratedFailurePercentagePath";

    private static final Pattern LABEL = Pattern.compile("[^\\s?*<>{}\\[\\]:;,\\\\|^~$#%&`\"\\p{Cntrl}]{1,40}");

    private MapCheck() {}

    /// @throws IllegalArgumentException with the error
    static void check(JsonNode state, boolean query) {
        if (state.has("ItemProcessor") == state.has("Iterator")) {
            throw new IllegalArgumentException("a Map needs an ItemProcessor");
        }
        if (state.has("ItemSelector") && state.has("Parameters")) {
            throw new IllegalArgumentException("a Map has an ItemSelector or Parameters, not both");
        }
        JsonNode config = MapFields.processor(state).path("ProcessorConfig");
        only("ProcessorConfig", config, "Mode ExecutionType");
        switch (config.path("Mode").asText("INLINE")) {
            case "INLINE" -> inline(state, config);
            case "DISTRIBUTED" -> distributed(state, config, query);
            default -> throw new IllegalArgumentException("Mode of a Map is INLINE or DISTRIBUTED");
        }
    }

    private static void inline(JsonNode state, JsonNode config) {
        Stream.of((DISTRIBUTED + " " + DISTRIBUTED_PATHS).split(" "))
                .filter(state::has)
                .findFirst()
                .ifPresent(field -> {
                    throw new IllegalArgumentException(
                            "the field '" + field + "' is for a Map in Mode DISTRIBUTED only");
                });
        if (config.has("ExecutionType")) {
            throw new IllegalArgumentException("ExecutionType is for a Map in Mode DISTRIBUTED only");
        }
    }

    private static void distributed(JsonNode state, JsonNode config, boolean query) {
        one("ExecutionType", config.path("ExecutionType"), "STANDARD", "EXPRESS");
        if (state.has("Label") && !LABEL.matcher(state.get("Label").asText()).matches()) {
            throw new IllegalArgumentException(
                    "Label must have 1 to 40 characters, and none that is forbidden in names");
        }
        String parameters = query ? "Arguments" : "Parameters";
        if (state.has("ItemReader")) {
            reader(state.get("ItemReader"), parameters, query);
        }
        if (state.has("ItemBatcher")) {
            JsonNode batcher = state.get("ItemBatcher");
            only(
                    "ItemBatcher",
                    batcher,
                    "BatchInput MaxItemsPerBatch MaxInputBytesPerBatch"
                            + (query ? "" : " MaxItemsPerBatchPath MaxInputBytesPerBatchPath"));
            template(batcher.path("BatchInput"), query);
        }
        if (state.has("ResultWriter")) {
            writer(state.get("ResultWriter"), parameters, query);
        }
    }

    private static void reader(JsonNode reader, String parameters, boolean query) {
        only("ItemReader", reader, "Resource ReaderConfig " + parameters);
        one("Resource of an ItemReader", reader.path("Resource"), MapItemReader.GET, MapItemReader.LIST);
        template(reader.path(parameters), query);
        JsonNode config = reader.path("ReaderConfig");
        only(
                "ReaderConfig",
                config,
                "InputType CSVHeaderLocation CSVHeaders CSVDelimiter MaxItems ItemsPointer"
                        + (query ? "" : " MaxItemsPath"));
        if (config.has("InputType")) {
            // MANIFEST and PARQUET are supported only by AWS
            one("InputType", config.get("InputType"), "JSON", "JSONL", "CSV");
        }
        if (config.path("InputType").asText().equals("CSV")) {
            one("CSVHeaderLocation", config.path("CSVHeaderLocation"), "FIRST_ROW", "GIVEN");
            if (config.has("CSVHeaders")
                    != config.get("CSVHeaderLocation").asText().equals("GIVEN")) {
                throw new IllegalArgumentException("CSVHeaders belong to the CSVHeaderLocation GIVEN");
            }
        }
        if (config.has("CSVDelimiter")) {
            one(
                    "CSVDelimiter",
                    config.get("CSVDelimiter"),
                    CsvItemParser.DELIMITERS.keySet().toArray(String[]::new));
        }
    }

    private static void writer(JsonNode writer, String parameters, boolean query) {
        only("ResultWriter", writer, "Resource WriterConfig " + parameters);
        if (!writer.has("Resource") && !writer.has("WriterConfig")) {
            throw new IllegalArgumentException("a ResultWriter needs a Resource or a WriterConfig");
        }
        if (writer.has("Resource")) {
            one("Resource of a ResultWriter", writer.get("Resource"), ResultWriter.PUT);
        }
        template(writer.path(parameters), query);
        JsonNode config = writer.path("WriterConfig");
        only("WriterConfig", config, "Transformation OutputType");
        if (config.has("Transformation")) {
            one("Transformation", config.get("Transformation"), "NONE", "COMPACT", "FLATTEN");
        }
        if (config.has("OutputType")) {
            one("OutputType", config.get("OutputType"), "JSON", "JSONL");
        }
    }

    private static void template(JsonNode template, boolean query) {
        if (!template.isMissingNode()) {
            FieldCheck.expression(query ? "Arguments" : "Parameters", template, query);
        }
    }

    private static void only(String where, JsonNode object, String fields) {
        Set<String> known = Set.of(fields.split(" "));
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "the field '" + name + "' of " + where + " is not supported by the stand-in");
            }
        });
    }

    private static void one(String what, JsonNode value, String... known) {
        if (!List.of(known).contains(value.asText())) {
            throw new IllegalArgumentException(
                    what + " is one of " + List.of(known) + ", not '" + value.asText() + "'");
        }
    }
}
