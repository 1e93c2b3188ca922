package io.taskgate.standin.dynamodb.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.dynamodb.table.DynamoTable;
import io.taskgate.standin.dynamodb.table.TableRegistry;
import io.taskgate.standin.dynamodb.value.DynamoDbError;

/// The operations TagResource, UntagResource and ListTagsOfResource.
final class TagOperations {

    static final String TAGS = "Tags";
    private static final int MAX_TAGS = 50;

    private final TableRegistry registry;

    TagOperations(TableRegistry registry) {
        this.registry = registry;
    }

    private DynamoTable table(JsonNode request) {
        String arn = request.path("ResourceArn").asText();
        if (!arn.matches("arn:aws:dynamodb:[^:]+:\\d+:table/[a-zA-Z0-9_.-]{3,255}")) {
            throw DynamoDbError.validation("Invalid TableArn: Invalid ResourceArn provided as input " + arn);
        }
        return registry.find(arn.substring(arn.indexOf('/') + 1))
                .orElseThrow(() -> DynamoDbError.of(
                        "ResourceNotFoundException",
                        "Requested resource not found: ResourcArn: " + arn + " not found"));
    }

    ObjectNode tag(JsonNode request) {
        if (request.path(TAGS).isEmpty()) {
            throw DynamoDbError.validation("Atleast one Tag needs to be provided as Input.");
        }
        registry.update(table(request).name(), description -> {
            put(description, request.path(TAGS));
            return description;
        });
        return StatesJson.object();
    }

    static void put(ObjectNode description, JsonNode tags) {
        ObjectNode kept = description.withObject("/" + TAGS);
        tags.forEach(tag -> kept.put(tag.path("Key").asText(), tag.path("Value").asText()));
        if (kept.size() > MAX_TAGS) {
            throw DynamoDbError.validation("Too many tags: at most " + MAX_TAGS);
        }
    }

    ObjectNode untag(JsonNode request) {
        if (request.path("TagKeys").isEmpty()) {
            throw DynamoDbError.validation("Atleast one Tag Key needs to be provided as Input.");
        }
        registry.update(table(request).name(), description -> {
            ObjectNode kept = description.withObject("/" + TAGS);
            request.path("TagKeys").forEach(key -> kept.remove(key.asText()));
            return description;
        });
        return StatesJson.object();
    }

    ObjectNode list(JsonNode request) {
        ObjectNode answer = StatesJson.object();
        ArrayNode tags = answer.putArray(TAGS);
        table(request)
                .description()
                .path(TAGS)
                .properties()
                .forEach(tag -> tags.addObject()
                        .put("Key", tag.getKey())
                        .put("Value", tag.getValue().asText()));
        return answer;
    }
}
