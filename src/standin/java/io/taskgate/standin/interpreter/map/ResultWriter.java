package io.taskgate.standin.interpreter.map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.interpreter.StateFailure;
import io.taskgate.standin.interpreter.StateRun;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.RedriveStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Writes the results of a Map Run: files and a manifest in S3, or the output of the state.
///
/// @param parameters Bucket and Prefix; missing if there is no output to S3
public record ResultWriter(JsonNode config, JsonNode parameters) {

    public static final String PUT = "arn:aws:states:::s3:putObject";
    static final String FAILED = "States.ResultWriterFailed";

    static ResultWriter of(StateRun run) {
        JsonNode writer = run.state().path("ResultWriter");
        String field = run.query() ? "Arguments" : "Parameters";
        JsonNode parameters = writer.path(field);
        return new ResultWriter(
                writer.path("WriterConfig"),
                writer.has("Resource") ? run.filled("ResultWriter." + field, parameters) : writer.path("Resource"));
    }

    boolean isExport() {
        return !parameters.isMissingNode();
    }

    /// Returns the output of the state if there is no output to S3.
    JsonNode output(MapRun run) {
        return StatesJson.MAPPER.valueToTree(results(succeeded(run), transformation("COMPACT")));
    }

    private String transformation(String otherwise) {
        return config.path("Transformation").asText(otherwise);
    }

    private static List<Execution> succeeded(MapRun run) {
        return run.children().stream()
                .filter(child -> child.status() == Execution.Status.SUCCEEDED)
                .toList();
    }

    private static List<JsonNode> results(List<Execution> children, String transformation) {
        List<JsonNode> results = new ArrayList<>();
        for (Execution child : children) {
            JsonNode output = child.ending().path("output");
            switch (transformation) {
                case "NONE" -> results.add(record(child));
                case "FLATTEN" -> {
                    JsonNode json = StatesJson.parsed(output.asText());
                    (json instanceof ArrayNode array ? array : List.of(json)).forEach(results::add);
                }
                default -> results.add(StatesJson.parsed(output.asText()));
            }
        }
        return results;
    }

    /// Writes the files and then the manifest. Blocks.
    ///
    /// @return the output of the state
    /// @throws StateFailure `StandInStepFunctions.ResultWriterFailed`
    JsonNode export(MapRun run, ObjectStorage objects) {
        String bucket = parameters.path("Bucket").asText();
        String prefix = parameters.path("Prefix").asText("");
        String folder = (prefix.isEmpty() ? "" : prefix + "/")
                + run.arn().substring(run.arn().lastIndexOf(':') + 1) + "/";
        ObjectNode manifest =
                StatesJson.object().put("DestinationBucket", bucket).put("MapRunArn", run.arn());
        ObjectNode files = manifest.putObject("ResultFiles");
        List<JsonNode> failed = run.children().stream()
                .filter(child -> child.status() != Execution.Status.SUCCEEDED)
                .map(ResultWriter::record)
                .toList();
        List<JsonNode> pending = run.pending().stream()
                .map(input -> (JsonNode) StatesJson.object().put("Input", input.toString()))
                .toList();
        try {
            write(objects, bucket, folder + "FAILED_0", files.putArray("FAILED"), failed);
            write(objects, bucket, folder + "PENDING_0", files.putArray("PENDING"), pending);
            List<JsonNode> results = results(succeeded(run), transformation("NONE"));
            write(objects, bucket, folder + "SUCCEEDED_0", files.putArray("SUCCEEDED"), results);
            objects.put(bucket, folder + "manifest.json", manifest.toString());
        } catch (StateFailure refused) {
            throw new StateFailure(FAILED, refused.why());
        }
        run.wrote(run.total(false) - pending.size());
        ObjectNode output = StatesJson.object().put("MapRunArn", run.arn());
        output.putObject("ResultWriterDetails").put("Bucket", bucket).put("Key", folder + "manifest.json");
        return output;
    }

    private void write(ObjectStorage objects, String bucket, String name, ArrayNode files, List<JsonNode> results) {
        if (results.isEmpty()) {
            return;
        }
        String type = config.path("OutputType").asText("JSON").toLowerCase(Locale.ROOT);
        String text = type.equals("jsonl")
                ? String.join("\n", results.stream().map(JsonNode::toString).toList())
                : results.toString();
        objects.put(bucket, name + "." + type, text);
        files.addObject().put("Key", name + "." + type).put("Size", StatesJson.bytes(text));
    }

    /// Returns a child execution in AWS's format, in which inputs and outputs are JSON strings.
    private static JsonNode record(Execution child) {
        ObjectNode record = StatesJson.object().put("ExecutionArn", child.arn());
        record.put("Input", child.input()).putObject("InputDetails").put("Included", true);
        record.put("Name", child.name());
        JsonNode ending = child.ending();
        if (ending.has("output")) {
            record.set("Output", ending.get("output"));
            record.putObject("OutputDetails").put("Included", true);
        }
        for (String field : List.of("Error", "Cause")) {
            JsonNode value = ending.path(field.toLowerCase(Locale.ROOT));
            if (value.isTextual()) {
                record.set(field, value);
            }
        }
        record.put("RedriveCount", child.redrives())
                .put(
                        "RedriveStatus",
                        RedriveStatus.status(child, child.stopped().orElseThrow())
                                .status())
                .put("StartDate", child.started().toString())
                .put("StateMachineArn", child.machine().arn())
                .put("Status", child.status().name());
        child.stopped().ifPresent(at -> record.put("StopDate", at.toString()));
        return record;
    }
}
