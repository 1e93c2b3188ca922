package io.taskgate.standin.definition;

import com.fasterxml.jackson.databind.node.JsonNodeType;
import io.taskgate.standin.interpreter.map.CsvItemParser;
import io.taskgate.standin.interpreter.map.MapItemReader;
import io.taskgate.standin.interpreter.map.ResultWriter;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Checks the fields of a Map state by its mode.
final class MapCheck {

    static final String DISTRIBUTED =
            "ItemReader ItemBatcher ResultWriter Label ToleratedFailureCount ToleratedFailurePercentage";
    static final String DISTRIBUTED_PATHS = "ToleratedFailureCountPath ToleratedFailurePercentagePath";

    private static final Pattern LABEL = Pattern.compile("[^\\s?*<>{}\\[\\]:;,\\\\|^~$#%&`\"\\p{Cntrl}]{1,40}");
    private static final String LARGEST = "2147483647";

    private MapCheck() {}

    static void check(CheckedNode state, boolean express) {
        state.exclusive("ItemProcessor", "Iterator");
        state.exclusive("ItemSelector", "Parameters");
        state.numberOrPath("MaxConcurrency", "0", LARGEST);
        if (!state.has("Iterator") && !state.requires("ItemProcessor")) {
            return;
        }
        CheckedNode config = state.field(state.has("ItemProcessor") ? "ItemProcessor" : "Iterator")
                .field("ProcessorConfig");
        if (config.exists()) {
            config.allows("Mode ExecutionType");
        }
        config.oneOf("Mode", List.of("INLINE", "DISTRIBUTED"));
        if (config.text("Mode").equals("DISTRIBUTED")) {
            if (express) {
                config.error("Express state machine does not support Map in DISTRIBUTED mode");
            }
            distributed(state, config);
        } else {
            inline(state, config);
        }
    }

    private static void inline(CheckedNode state, CheckedNode config) {
        Stream.of((DISTRIBUTED + " " + DISTRIBUTED_PATHS).split(" "))
                .filter(state::has)
                .forEach(field -> state.error("Field '" + field + "' is only supported in DISTRIBUTED mode"));
        if (config.has("ExecutionType")) {
            config.error("Field 'ExecutionType' is only supported in DISTRIBUTED mode");
        }
    }

    private static void distributed(CheckedNode state, CheckedNode config) {
        config.requires("ExecutionType");
        config.oneOf("ExecutionType", List.of("STANDARD", "EXPRESS"));
        state.numberOrPath("ToleratedFailureCount", "0", LARGEST);
        state.numberOrPath("ToleratedFailurePercentage", "0.0", "100.0");
        if (state.has("Label") && !LABEL.matcher(state.text("Label")).matches()) {
            state.field("Label")
                    .error("INVALID_LABEL_NAME", "Labels must have 1 to 40 characters, and none that is not allowed");
        }
        if (state.has("ItemReader") && state.field("ItemReader").is(JsonNodeType.OBJECT)) {
            reader(state.field("ItemReader"));
        }
        if (state.has("ItemBatcher") && state.field("ItemBatcher").is(JsonNodeType.OBJECT)) {
            batcher(state.field("ItemBatcher"));
        }
        if (state.has("ResultWriter") && state.field("ResultWriter").is(JsonNodeType.OBJECT)) {
            writer(state.field("ResultWriter"));
        }
    }

    private static void batcher(CheckedNode batcher) {
        batcher.allows(
                "BatchInput MaxItemsPerBatch MaxInputBytesPerBatch MaxItemsPerBatchPath MaxInputBytesPerBatchPath");
        paths(batcher, "MaxItemsPerBatchPath", "MaxInputBytesPerBatchPath");
        batcher.numberOrPath("MaxItemsPerBatch", "0", LARGEST);
        batcher.numberOrPath("MaxInputBytesPerBatch", "0", String.valueOf(ServiceLimits.STATE_BYTES));
        if (Stream.of("MaxItemsPerBatch", "MaxInputBytesPerBatch", "MaxItemsPerBatchPath", "MaxInputBytesPerBatchPath")
                .noneMatch(batcher::has)) {
            batcher.error("One of these fields is required: [MaxItemsPerBatch, MaxInputBytesPerBatch]");
        }
        ExpressionCheck.fields(batcher);
    }

    private static void reader(CheckedNode reader) {
        reader.allows("Resource ReaderConfig Parameters Arguments");
        parameters(reader);
        if (reader.requires("Resource")
                && !List.of(MapItemReader.GET, MapItemReader.LIST).contains(reader.text("Resource"))) {
            reader.field("Resource")
                    .error("The field 'Resource' does not match any of the allowed values. Examples: ["
                            + MapItemReader.GET + ", " + MapItemReader.LIST + "]");
        }
        CheckedNode config = reader.field("ReaderConfig");
        if (!config.exists()) {
            return;
        }
        config.allows("InputType CSVHeaderLocation CSVHeaders CSVDelimiter MaxItems MaxItemsPath ItemsPointer"
                + " Transformation ManifestType");
        paths(config, "MaxItemsPath");
        config.numberOrPath("MaxItems", "0", "100000000");
        config.oneOf("InputType", List.of("MANIFEST", "JSON", "CSV", "JSONL", "PARQUET"));
        config.oneOf("CSVHeaderLocation", List.of("FIRST_ROW", "GIVEN"));
        config.oneOf("CSVDelimiter", List.copyOf(new TreeSet<>(CsvItemParser.DELIMITERS.keySet())));
        if (config.text("InputType").equals("CSV")
                && config.requires("CSVHeaderLocation")
                && config.text("CSVHeaderLocation").equals("GIVEN") != config.has("CSVHeaders")) {
            config.error("CSVHeaders are required for the CSVHeaderLocation GIVEN, and not supported otherwise");
        }
        ExpressionCheck.fields(config);
    }

    private static void writer(CheckedNode writer) {
        writer.allows("Resource WriterConfig Parameters Arguments");
        parameters(writer);
        boolean destination = writer.has(writer.query() ? "Arguments" : "Parameters");
        if (writer.has("Resource") != destination || !writer.has("Resource") && !writer.has("WriterConfig")) {
            writer.error("WriterConfig, or Resource with " + (writer.query() ? "Arguments" : "Parameters")
                    + ", or all of them are required");
        }
        writer.oneOf("Resource", List.of(ResultWriter.PUT));
        CheckedNode config = writer.field("WriterConfig");
        if (config.exists()) {
            config.allows("Transformation OutputType");
            config.oneOf("Transformation", List.of("NONE", "COMPACT", "FLATTEN"));
            config.oneOf("OutputType", List.of("JSON", "JSONL"));
        }
    }

    private static void parameters(CheckedNode in) {
        for (String name : List.of("Parameters", "Arguments")) {
            if (in.has(name)) {
                StateFields.language(in, name, name.equals("Arguments"));
            }
        }
        ExpressionCheck.fields(in);
    }

    private static void paths(CheckedNode in, String... names) {
        Stream.of(names).filter(in::has).forEach(name -> StateFields.language(in, name, false));
    }
}
