package io.taskgate.standin.eventbridge.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.taskgate.standin.definition.ServiceLimits;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.eventbridge.EventRule;
import io.taskgate.standin.eventbridge.RequestFields;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The template of an InputTransformer. A variable outside quotes is its JSON; within quotes it is its text,
/// without the quotes of structures, as in EventBridge. A variable whose path finds nothing is omitted.
final class InputTemplate {

    private static final Pattern VARIABLE = Pattern.compile("<([A-Za-z0-9._-]+)>");
    private static final Set<String> PREDEFINED = Set.of(
            "aws.events.rule-arn",
            "aws.events.rule-name",
            "aws.events.event.ingestion-time",
            "aws.events.event",
            "aws.events.event.json");

    private InputTemplate() {}

    /// @throws AwsError ValidationException, naming the undefined variable
    static void check(String template, Set<String> defined) {
        if (template.length() > ServiceLimits.TEMPLATE_CHARACTERS) {
            throw RequestFields.invalid(
                    "InputTemplate", "it is longer than " + ServiceLimits.TEMPLATE_CHARACTERS + " characters");
        }
        VARIABLE.matcher(template)
                .results()
                .map(found -> found.group(1))
                .filter(name -> !defined.contains(name) && !PREDEFINED.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw RequestFields.invalid("InputTemplate", "InputPathsMap does not define <" + name + ">");
                });
    }

    static Map<String, JsonNode> predefined(EventRule rule, ObjectNode event, String ingested) {
        Map<String, JsonNode> values = new HashMap<>();
        values.put("aws.events.rule-arn", TextNode.valueOf(rule.arn()));
        values.put("aws.events.rule-name", TextNode.valueOf(rule.name()));
        values.put("aws.events.event.ingestion-time", TextNode.valueOf(ingested));
        values.put("aws.events.event.json", event);
        values.put("aws.events.event", event.deepCopy().without("detail"));
        return values;
    }

    /// @throws DeliveryFailure INVALID_JSON if a template in braces is not JSON after filling
    static String fill(String template, Map<String, JsonNode> values) throws DeliveryFailure {
        StringBuilder text = new StringBuilder();
        Matcher variables = VARIABLE.matcher(template);
        boolean quoted = false;
        int from = 0;
        while (variables.find()) {
            quoted ^= oddQuotes(template, from, variables.start());
            JsonNode value = values.get(variables.group(1));
            text.append(template, from, variables.start()).append(value == null ? "" : written(value, quoted));
            from = variables.end();
        }
        text.append(template, from, template.length());
        if (template.stripLeading().startsWith("{")
                && StatesJson.parse(text.toString()).isEmpty()) {
            throw DeliveryFailure.lasting("INVALID_JSON", "the input transformer made no JSON of the event");
        }
        return text.toString();
    }

    private static String written(JsonNode value, boolean quoted) {
        if (!quoted) {
            return value.toString();
        }
        return value.isTextual() ? escaped(value.asText()) : value.toString().replace("\"", "");
    }

    /// Escapes a value within quotes.
    private static String escaped(String text) {
        String json = TextNode.valueOf(text).toString();
        return json.substring(1, json.length() - 1);
    }

    private static boolean oddQuotes(String text, int from, int to) {
        boolean odd = false;
        for (int i = from; i < to; i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '"') {
                odd = !odd;
            }
        }
        return odd;
    }
}
