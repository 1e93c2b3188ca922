package io.taskgate.standin.definition;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Replaces the placeholders of SAM's DefinitionSubstitutions by valid ARNs and values: by the field that holds
/// one, and by its name where the field is a Resource.
final class DefinitionPlaceholders {

    private static final Pattern WHOLE = Pattern.compile("\"(\\w+(?:\\.\\$)?)\"(\\s*:\\s*)\"\\$\\{([\\w.]+)}\"");
    private static final Pattern ANY = Pattern.compile("\\$\\{([\\w.]+)}");
    private static final String ACCOUNT = "123456789012";
    private static final String FUNCTION = "arn:aws:lambda:us-east-1:" + ACCOUNT + ":function:";

    /// By the field.
    private static final Map<String, String> VALUES = Map.of(
            "FunctionName", FUNCTION + "placeholder",
            "TopicArn", "arn:aws:sns:us-east-1:" + ACCOUNT + ":placeholder",
            "QueueUrl", "https://sqs.us-east-1.amazonaws.com/" + ACCOUNT + "/placeholder",
            "StateMachineArn", "arn:aws:states:us-east-1:" + ACCOUNT + ":stateMachine:placeholder",
            "RoleArn", "arn:aws:iam::" + ACCOUNT + ":role/placeholder");

    /// Resources whose placeholder does not stand for a function.
    private static final Map<String, String> RESOURCES = Map.of(
            "ActivityArn", "arn:aws:states:us-east-1:" + ACCOUNT + ":activity:placeholder",
            "DDBGetItem", "arn:aws:states:::dynamodb:getItem",
            "DDBUpdateItem", "arn:aws:states:::dynamodb:updateItem",
            "DDBTransactWriteItems", "arn:aws:states:::aws-sdk:dynamodb:transactWriteItems");

    private DefinitionPlaceholders() {}

    static String replaced(String definition) {
        String whole = WHOLE.matcher(definition)
                .replaceAll(match -> Matcher.quoteReplacement(
                        "\"" + match.group(1) + "\"" + match.group(2) + "\"" + value(match) + "\""));
        return ANY.matcher(whole).replaceAll(match -> part(match.group(1)));
    }

    private static String value(MatchResult match) {
        String name = match.group(3);
        return match.group(1).equals("Resource")
                ? RESOURCES.getOrDefault(name, FUNCTION + name)
                : VALUES.getOrDefault(match.group(1), "placeholder");
    }

    private static String part(String name) {
        if (List.of("Partition", "partition").contains(name)) {
            return "aws";
        }
        if (name.equals("REGION")) {
            return "us-east-1";
        }
        return name.endsWith("ACCOUNT_ID") ? ACCOUNT : "placeholder";
    }
}
