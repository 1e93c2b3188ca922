package io.taskgate.standin.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The logging, tracing and encryption settings of a state machine, which are stored and returned, but have
/// no effect.
public record MachineSettings(JsonNode logging, JsonNode tracing, JsonNode encryption) {

    /// The default settings that AWS returns.
    public static final MachineSettings DEFAULT = new MachineSettings(
            StatesJson.parsed("{\"includeExecutionData\": false, \"level\": \"OFF\"}"),
            StatesJson.parsed("{\"enabled\": false}"),
            StatesJson.parsed("{\"type\": \"AWS_OWNED_KEY\"}"));

    private static final List<String> LEVELS = List.of("ALL", "ERROR", "FATAL", "OFF");
    private static final Pattern LOG_GROUP = Pattern.compile("arn:[^:]+:logs:[^:]+:\\d{12}:log-group:[^:]+:\\*");

    /// Reads the settings of a request, with the previous values for missing ones.
    ///
    /// @throws AwsError InvalidLoggingConfiguration, InvalidEncryptionConfiguration, ValidationException
    public static MachineSettings read(JsonNode request, MachineSettings before) {
        return new MachineSettings(
                given(request, "loggingConfiguration")
                        .map(MachineSettings::logging)
                        .orElse(before.logging()),
                given(request, "tracingConfiguration")
                        .map(MachineSettings::tracing)
                        .orElse(before.tracing()),
                given(request, "encryptionConfiguration")
                        .map(MachineSettings::encryption)
                        .orElse(before.encryption()));
    }

    private static Optional<JsonNode> given(JsonNode request, String field) {
        return Optional.ofNullable(request.get(field)).filter(JsonNode::isObject);
    }

    private static JsonNode logging(JsonNode given) {
        String level = given.path("level").asText("OFF");
        if (!LEVELS.contains(level)) {
            throw AwsError.validation("1 validation error detected: Value '" + level
                    + "' at 'loggingConfiguration.level' failed to satisfy constraint: Member must satisfy enum value"
                    + " set: " + LEVELS);
        }
        JsonNode destinations = given.path("destinations");
        if (destinations.size() > 1 || destinations.isEmpty() && !level.equals("OFF")) {
            throw new AwsError(
                    "InvalidLoggingConfiguration",
                    "Invalid Logging Configuration: Must specify exactly one Log Destination.");
        }
        String group =
                destinations.path(0).at("/cloudWatchLogsLogGroup/logGroupArn").asText();
        if (!destinations.isEmpty() && !LOG_GROUP.matcher(group).matches()) {
            throw new AwsError(
                    "InvalidLoggingConfiguration", "Invalid Logging Configuration: Log Destination not found.");
        }
        ObjectNode logging = StatesJson.object();
        if (!destinations.isEmpty()) {
            logging.set("destinations", destinations);
        }
        return logging.put(
                        "includeExecutionData",
                        given.path("includeExecutionData").asBoolean())
                .put("level", level);
    }

    private static JsonNode tracing(JsonNode given) {
        return StatesJson.object().put("enabled", given.path("enabled").asBoolean());
    }

    /// Checks the encryption of a state machine or an activity.
    public static JsonNode encryption(JsonNode given) {
        if (given.isMissingNode()) {
            return DEFAULT.encryption();
        }
        String type = given.path("type").asText();
        JsonNode reuse = given.path("kmsDataKeyReusePeriodSeconds");
        boolean fits = switch (type) {
            case "AWS_OWNED_KEY" -> !given.has("kmsKeyId") && reuse.isMissingNode();
            case "CUSTOMER_MANAGED_KMS_KEY" ->
                given.path("kmsKeyId").isTextual()
                        && (reuse.isMissingNode() || reuse.asInt() >= 60 && reuse.asInt() <= 900);
            default -> false;
        };
        if (!fits) {
            throw new AwsError(
                    "InvalidEncryptionConfiguration",
                    "Invalid Encryption Configuration: AWS_OWNED_KEY stands alone; CUSTOMER_MANAGED_KMS_KEY requires a"
                            + " kmsKeyId, and kmsDataKeyReusePeriodSeconds is between 60 and 900.");
        }
        if (type.equals("CUSTOMER_MANAGED_KMS_KEY") && reuse.isMissingNode()) {
            return given.<ObjectNode>deepCopy().put("kmsDataKeyReusePeriodSeconds", 300);
        }
        return given;
    }
}
