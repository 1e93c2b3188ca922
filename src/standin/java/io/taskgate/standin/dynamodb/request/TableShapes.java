package io.taskgate.standin.dynamodb.request;

import static io.taskgate.standin.dynamodb.request.OperationShapes.name;
import static io.taskgate.standin.dynamodb.request.OperationShapes.oneOf;
import static io.taskgate.standin.dynamodb.request.OperationShapes.optional;
import static io.taskgate.standin.dynamodb.request.OperationShapes.required;
import static io.taskgate.standin.dynamodb.request.OperationShapes.structure;
import static io.taskgate.standin.dynamodb.request.OperationShapes.text;
import static io.taskgate.standin.dynamodb.request.OperationShapes.whole;
import static io.taskgate.standin.dynamodb.request.RequestShape.FLAG;

import io.taskgate.standin.dynamodb.request.RequestShape.ListOf;
import io.taskgate.standin.dynamodb.request.RequestShape.Member;
import java.util.List;
import java.util.OptionalLong;

/// The shapes of the requests that create and change tables.
final class TableShapes {

    private TableShapes() {}

    static List<Member> create(Member table, RequestShape tags) {
        return List.of(
                required("AttributeDefinitions", definitions()),
                table,
                optional("BillingMode", billing()),
                optional("ProvisionedThroughput", throughput()),
                required("KeySchema", keySchema()),
                optional("LocalSecondaryIndexes", RequestShape.list(index("LocalSecondaryIndex"))),
                optional("GlobalSecondaryIndexes", RequestShape.list(index("GlobalSecondaryIndex"))),
                optional("DeletionProtectionEnabled", FLAG),
                optional("TableClass", tableClass()),
                optional("Tags", tags));
    }

    static List<Member> update(Member table) {
        RequestShape change = structure(
                "GlobalSecondaryIndexUpdate",
                optional(
                        "Update",
                        structure(
                                "UpdateGlobalSecondaryIndexAction",
                                required("IndexName", name()),
                                required("ProvisionedThroughput", throughput()))),
                optional("Create", index("CreateGlobalSecondaryIndexAction")),
                optional("Delete", structure("DeleteGlobalSecondaryIndexAction", required("IndexName", name()))));
        return List.of(
                table,
                optional("AttributeDefinitions", definitions()),
                optional("BillingMode", billing()),
                optional("ProvisionedThroughput", throughput()),
                optional("GlobalSecondaryIndexUpdates", RequestShape.list(change)),
                optional("DeletionProtectionEnabled", FLAG),
                optional("TableClass", tableClass()));
    }

    private static RequestShape definitions() {
        return RequestShape.list(structure(
                "AttributeDefinition",
                required("AttributeName", text(1, 255)),
                required("AttributeType", oneOf("B", "N", "S"))));
    }

    private static RequestShape billing() {
        return oneOf("PROVISIONED", "PAY_PER_REQUEST");
    }

    private static RequestShape tableClass() {
        return oneOf("STANDARD", "STANDARD_INFREQUENT_ACCESS");
    }

    private static RequestShape throughput() {
        return structure(
                "ProvisionedThroughput",
                required("WriteCapacityUnits", whole(1)),
                required("ReadCapacityUnits", whole(1)));
    }

    private static RequestShape keySchema() {
        return new ListOf(
                structure(
                        "KeySchemaElement",
                        required("AttributeName", text(1, 255)),
                        required("KeyType", oneOf("HASH", "RANGE"))),
                OptionalLong.of(1),
                OptionalLong.of(2));
    }

    private static RequestShape.Structure index(String type) {
        RequestShape projection = structure(
                "Projection",
                optional("ProjectionType", oneOf("ALL", "INCLUDE", "KEYS_ONLY")),
                optional("NonKeyAttributes", new ListOf(text(1, 255), OptionalLong.of(1), OptionalLong.of(20))));
        return structure(
                type,
                required("IndexName", name()),
                required("KeySchema", keySchema()),
                required("Projection", projection),
                optional("ProvisionedThroughput", throughput()));
    }
}
