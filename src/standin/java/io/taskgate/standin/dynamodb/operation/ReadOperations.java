package io.taskgate.standin.dynamodb.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.dynamodb.expression.DocumentPath;
import io.taskgate.standin.dynamodb.expression.ExpressionSet;
import io.taskgate.standin.dynamodb.expression.FilterExpression;
import io.taskgate.standin.dynamodb.expression.KeyCondition;
import io.taskgate.standin.dynamodb.expression.ProjectionExpression;
import io.taskgate.standin.dynamodb.table.DynamoTable;
import io.taskgate.standin.dynamodb.table.IndexSchema;
import io.taskgate.standin.dynamodb.table.KeyAttributes;
import io.taskgate.standin.dynamodb.table.PageReader;
import io.taskgate.standin.dynamodb.table.TableRegistry;
import io.taskgate.standin.dynamodb.value.DynamoDbError;
import io.taskgate.standin.dynamodb.value.DynamoValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The operations Query and Scan.
final class ReadOperations {

    private static final String FILTER = "FilterExpression";
    private static final String PROJECTION = "ProjectionExpression";
    private static final String KEY_CONDITION = "KeyConditionExpression";

    private final TableRegistry registry;

    ReadOperations(TableRegistry registry) {
        this.registry = registry;
    }

    ObjectNode query(JsonNode request) {
        ExpressionSet expressions = ExpressionSet.of(request, List.of(PROJECTION, FILTER, KEY_CONDITION));
        @Nullable Map<String, DynamoValue> start = StartKey.read(request);
        if (!request.hasNonNull(KEY_CONDITION)) {
            throw DynamoDbError.validation(
                    "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");
        }
        Map<String, KeyCondition> conditions = expressions.keyConditions().orElseThrow();
        Optional<FilterExpression> filter = expressions.filter(FILTER);
        Optional<ProjectionExpression> projection = expressions.projection();
        expressions.requireUsed();
        DynamoTable table = table(request);
        Optional<IndexSchema> index = index(request, table);
        KeyAttributes key = index.map(IndexSchema::key).orElse(table.schema().key());
        KeyCondition hash = KeyConditionCheck.hash(table.schema(), key, conditions);
        KeyCondition sort = key.sort() == null ? null : conditions.get(key.sort());
        filter.ifPresent(given -> refuseKeys(given, key));
        SelectedAttributes selected = SelectedAttributes.of(request, table, index, projection);
        requireScalarKeys(table, filter, projection);
        StartKey.require(start, table, index);
        PageReader.Page page = new PageReader(table, index, filter, limit(request))
                .query(
                        hash.values().getFirst(),
                        sort,
                        request.path("ScanIndexForward").asBoolean(true),
                        start);
        return answer(request, table, index, page, selected);
    }

    private static void refuseKeys(FilterExpression filter, KeyAttributes key) {
        for (DocumentPath path : filter.paths()) {
            if (key.contains(path.head())) {
                throw DynamoDbError.validation(
                        "Filter Expression can only contain non-primary key attributes: Primary key attribute: "
                                + path.head());
            }
        }
    }

    ObjectNode scan(JsonNode request) {
        ExpressionSet expressions = ExpressionSet.of(request, List.of(PROJECTION, FILTER));
        @Nullable Map<String, DynamoValue> start = StartKey.read(request);
        int segments = segments(request);
        Optional<FilterExpression> filter = expressions.filter(FILTER);
        Optional<ProjectionExpression> projection = expressions.projection();
        expressions.requireUsed();
        DynamoTable table = table(request);
        Optional<IndexSchema> index = index(request, table);
        SelectedAttributes selected = SelectedAttributes.of(request, table, index, projection);
        requireScalarKeys(table, filter, projection);
        StartKey.require(start, table, index);
        PageReader.Page page = new PageReader(table, index, filter, limit(request))
                .scan(request.path("Segment").asInt(0), segments, start);
        return answer(request, table, index, page, selected);
    }

    private static int segments(JsonNode request) {
        boolean isOne = request.hasNonNull("Segment");
        boolean isOfMany = request.hasNonNull("TotalSegments");
        if (isOne && !isOfMany) {
            throw DynamoDbError.validation("The TotalSegments parameter is required but was not present in the request"
                    + " when Segment parameter is present");
        }
        if (isOfMany && !isOne) {
            throw DynamoDbError.validation("The Segment parameter is required but was not present in the request when"
                    + " parameter TotalSegments is present");
        }
        int segments = request.path("TotalSegments").asInt(1);
        int segment = request.path("Segment").asInt(0);
        if (segment >= segments) {
            throw DynamoDbError.validation("The Segment parameter is zero-based and must be less than parameter"
                    + " TotalSegments: Segment: " + segment + " is not less than TotalSegments: " + segments);
        }
        return segments;
    }

    private static void requireScalarKeys(
            DynamoTable table, Optional<FilterExpression> filter, Optional<ProjectionExpression> projection) {
        projection.ifPresent(given -> table.schema().requireScalarKeys(given.paths()));
        filter.ifPresent(given -> table.schema().requireScalarKeys(given.paths()));
    }

    private DynamoTable table(JsonNode request) {
        return registry.require(request.path("TableName").asText());
    }

    private static Optional<IndexSchema> index(JsonNode request, DynamoTable table) {
        if (!request.hasNonNull("IndexName")) {
            return Optional.empty();
        }
        String name = request.path("IndexName").asText();
        IndexSchema index = table.schema()
                .index(name)
                .orElseThrow(() -> DynamoDbError.validation("The table does not have the specified index: " + name));
        if (index.global() && request.path("ConsistentRead").asBoolean()) {
            throw DynamoDbError.validation("Consistent reads are not supported on global secondary indexes");
        }
        return Optional.of(index);
    }

    private static int limit(JsonNode request) {
        return request.path("Limit").asInt(Integer.MAX_VALUE);
    }

    private static ObjectNode answer(
            JsonNode request,
            DynamoTable table,
            Optional<IndexSchema> index,
            PageReader.Page page,
            SelectedAttributes selected) {
        ObjectNode answer = StatesJson.object();
        if (!selected.isCountOnly()) {
            ArrayNode items = answer.putArray("Items");
            page.items().forEach(item -> items.add(selected.of(table, item)));
        }
        answer.put("Count", page.items().size()).put("ScannedCount", page.scanned());
        if (page.last() != null) {
            answer.set("LastEvaluatedKey", StartKey.of(table, index, page.last()));
        }
        boolean consistent = request.path("ConsistentRead").asBoolean();
        return new CapacityReport(request).into(answer, selected.units(table, index, page, consistent));
    }
}
