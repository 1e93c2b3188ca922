package io.taskgate.standin.dynamodb.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.dynamodb.expression.DocumentPath;
import io.taskgate.standin.dynamodb.expression.ProjectionExpression;
import io.taskgate.standin.dynamodb.table.CapacityUnits;
import io.taskgate.standin.dynamodb.table.ConsumedCapacity;
import io.taskgate.standin.dynamodb.table.DynamoTable;
import io.taskgate.standin.dynamodb.table.IndexSchema;
import io.taskgate.standin.dynamodb.table.PageReader;
import io.taskgate.standin.dynamodb.value.DynamoDbError;
import io.taskgate.standin.dynamodb.value.Item;
import java.util.List;
import java.util.Optional;

/// The attributes that a query or scan returns.
///
/// @param select the Select parameter; empty if the request has none
/// @param fetches whether a local index lacks some of them, so that the table is read as well
record SelectedAttributes(String select, Optional<ProjectionExpression> projection, boolean fetches) {

    static SelectedAttributes of(
            JsonNode request,
            DynamoTable table,
            Optional<IndexSchema> index,
            Optional<ProjectionExpression> projection) {
        String select = request.path("Select").asText();
        requireConsistent(select, index, projection);
        boolean wantsAll = select.equals("ALL_ATTRIBUTES");
        List<String> wanted = projection.stream()
                .flatMap(given -> given.paths().stream())
                .map(DocumentPath::head)
                .distinct()
                .toList();
        boolean lacks = index.isPresent() && (wantsAll ? !index.get().holdsAll() : lacks(table, index.get(), wanted));
        if (lacks && index.get().global()) {
            throw wantsAll
                    ? DynamoDbError.invalidParameter(
                            "Select type ALL_ATTRIBUTES is not supported for global secondary index "
                                    + index.get().name() + " because its projection type is not ALL")
                    : DynamoDbError.invalidParameter("Global secondary index "
                            + index.get().name() + " does not project "
                            + wanted.stream()
                                    .filter(name -> lacks(table, index.get(), List.of(name)))
                                    .toList());
        }
        return new SelectedAttributes(select, projection, lacks);
    }

    private static boolean lacks(DynamoTable table, IndexSchema index, List<String> names) {
        return names.stream().anyMatch(name -> !index.holds(table.schema().key(), name));
    }

    private static void requireConsistent(
            String select, Optional<IndexSchema> index, Optional<ProjectionExpression> projection) {
        if (select.equals("ALL_PROJECTED_ATTRIBUTES") && index.isEmpty()) {
            throw DynamoDbError.validation(
                    "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
        }
        if (select.equals("SPECIFIC_ATTRIBUTES") && projection.isEmpty()) {
            throw DynamoDbError.validation("Must specify the AttributesToGet or ProjectionExpression when choosing to"
                    + " get SPECIFIC_ATTRIBUTES");
        }
        if (projection.isPresent() && !select.isEmpty() && !select.equals("SPECIFIC_ATTRIBUTES")) {
            throw DynamoDbError.validation("Cannot specify the ProjectionExpression when choosing to get "
                    + (select.equals("COUNT") ? "only the Count" : select));
        }
    }

    boolean isCountOnly() {
        return select.equals("COUNT");
    }

    ObjectNode of(DynamoTable table, Item found) {
        return ItemOperations.projected(fetches ? fetched(table, found) : found, projection);
    }

    private static Item fetched(DynamoTable table, Item entry) {
        Item item = table.get(table.schema().keyOf(entry.attributes()));
        return item == null ? entry : item;
    }

    ConsumedCapacity units(DynamoTable table, Optional<IndexSchema> index, PageReader.Page page, boolean consistent) {
        ConsumedCapacity units = new ConsumedCapacity(table.name());
        double read = CapacityUnits.read(page.bytes(), consistent);
        if (index.isEmpty()) {
            return units.table(read);
        }
        units.index(index.get(), read);
        if (fetches) {
            page.items()
                    .forEach(entry ->
                            units.table(CapacityUnits.read(fetched(table, entry).bytes(), consistent)));
        }
        return units;
    }
}
