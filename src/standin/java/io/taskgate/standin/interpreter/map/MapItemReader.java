package io.taskgate.standin.interpreter.map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.interpreter.ContextObject;
import io.taskgate.standin.interpreter.StateFailure;
import io.taskgate.standin.interpreter.StateRun;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the items of a Distributed Map that are not in its input: from an S3 object or a listing.
///
/// @param most the maximum number of items, 0 for all
public record MapItemReader(JsonNode reader, JsonNode parameters, int most) {

    public static final String GET = "arn:aws:states:::s3:getObject";
    public static final String LIST = "arn:aws:states:::s3:listObjectsV2";
    static final String FAILED = "States.ItemReaderFailed";

    /// @throws StateFailure if an expression fails
    static MapItemReader of(StateRun run) {
        JsonNode reader = run.state().path("ItemReader");
        unsupported(reader.path("ReaderConfig"));
        String field = run.query() ? "Arguments" : "Parameters";
        JsonNode most = run.either(reader.path("ReaderConfig"), "MaxItems");
        if (!most.isMissingNode() && !most.canConvertToExactIntegral()) {
            throw StateFailure.runtime("The MaxItemsPath field refers to value \"" + most
                    + "\" which is not a valid integer: "
                    + reader.path("ReaderConfig").path("MaxItemsPath").asText());
        }
        return new MapItemReader(reader, run.filled("ItemReader." + field, reader.path(field)), most.asInt(0));
    }

    private static void unsupported(JsonNode config) {
        String type = config.path("InputType").asText();
        if (type.equals("MANIFEST") || type.equals("PARQUET")) {
            throw StateFailure.runtime("The stand-in does not read items of the InputType " + type + ".");
        }
        if (config.has("Transformation")
                && !config.path("Transformation").asText().equals("NONE")) {
            throw StateFailure.runtime("The stand-in does not support the Transformation of a ReaderConfig.");
        }
    }

    /// Returns the items as contexts. Blocks.
    ///
    /// @throws StateFailure `StandInStepFunctions.ItemReaderFailed`
    List<ObjectNode> read(ObjectStorage objects) {
        if (most < 0) {
            throw failed("field MaxItems must be positive");
        }
        try {
            List<ObjectNode> items = new ArrayList<>();
            for (JsonNode value : values(objects)) {
                if (most > 0 && items.size() == most) {
                    break;
                }
                items.add(ContextObject.item(items.size(), value));
            }
            return items;
        } catch (StateFailure failure) {
            throw failure.error() == null || failure.error().equals(FAILED) ? failure : failed(failure.why());
        }
    }

    private Iterable<JsonNode> values(ObjectStorage objects) {
        String bucket = parameters.path("Bucket").asText();
        if (reader.path("Resource").asText().equals(LIST)) {
            return objects.list(bucket, parameters.path("Prefix").asText(""));
        }
        String text = objects.get(bucket, parameters.path("Key").asText());
        JsonNode config = reader.path("ReaderConfig");
        return switch (config.path("InputType").asText("JSON")) {
            case "CSV" -> CsvItemParser.read(config, text);
            case "JSONL" ->
                text.lines()
                        .filter(line -> !line.isBlank())
                        .map(MapItemReader::json)
                        .toList();
            default -> array(json(text).at(config.path("ItemsPointer").asText("")));
        };
    }

    private static JsonNode json(String text) {
        return StatesJson.parse(text).orElseThrow(() -> failed("Unable to parse the contents of the file as JSON."));
    }

    private static Iterable<JsonNode> array(JsonNode found) {
        if (!found.isArray()) {
            throw failed("Attempting to map over non-iterable node.");
        }
        return found;
    }

    static StateFailure failed(@Nullable String why) {
        return new StateFailure(FAILED, why);
    }
}
