package io.taskgate.standin.dynamodb.request;

import static io.taskgate.standin.dynamodb.request.RequestShape.FLAG;
import static io.taskgate.standin.dynamodb.request.RequestShape.TEXT;
import static io.taskgate.standin.dynamodb.request.RequestShape.VALUE;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.dynamodb.request.RequestShape.ListOf;
import io.taskgate.standin.dynamodb.request.RequestShape.MapOf;
import io.taskgate.standin.dynamodb.request.RequestShape.Member;
import io.taskgate.standin.dynamodb.request.RequestShape.Structure;
import io.taskgate.standin.dynamodb.value.DynamoDbError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The request types of the supported operations.
public final class OperationShapes {

    private static final int MAX_VIOLATIONS = 10;
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]+");

    private static final RequestShape TABLE_NAME =
            new RequestShape.Text(Optional.of(NAME), OptionalLong.of(3), OptionalLong.of(255), List.of());
    /// The table name of table operations, which check its length themselves.
    private static final RequestShape NEW_NAME =
            new RequestShape.Text(Optional.of(NAME), OptionalLong.empty(), OptionalLong.empty(), List.of());
    private static final RequestShape ATTRIBUTES = map("AttributeValue", VALUE);
    private static final RequestShape NAMES = map("java.lang.String", TEXT);
    private static final Member KEY = required("Key", ATTRIBUTES);
    private static final Member TABLE = required("TableName", TABLE_NAME);
    private static final Member NEW_TABLE = optional("TableName", NEW_NAME);
    private static final Member CONSISTENT = optional("ConsistentRead", FLAG);
    private static final Member CONDITION = optional("ConditionExpression", TEXT);
    private static final Member PROJECTION = optional("ProjectionExpression", TEXT);
    private static final Member VALUES = optional("ExpressionAttributeValues", ATTRIBUTES);
    private static final Member NAMES_MEMBER = optional("ExpressionAttributeNames", NAMES);
    private static final Member CAPACITY = optional("ReturnConsumedCapacity", oneOf("INDEXES", "TOTAL", "NONE"));
    private static final Member METRICS = optional("ReturnItemCollectionMetrics", oneOf("SIZE", "NONE"));
    private static final Member RETURNED =
            optional("ReturnValues", oneOf("ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"));
    private static final Member ON_FAILURE = optional("ReturnValuesOnConditionCheckFailure", oneOf("ALL_OLD", "NONE"));
    private static final Member SELECT =
            optional("Select", oneOf("SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"));
    private static final Member LIMIT = optional("Limit", whole(1));
    private static final Member START = optional("ExclusiveStartKey", ATTRIBUTES);
    private static final Member FILTER = optional("FilterExpression", TEXT);
    private static final Member INDEX = optional("IndexName", TABLE_NAME);
    private static final RequestShape TAGS =
            RequestShape.list(structure("Tag", required("Key", TEXT), required("Value", TEXT)));
    private static final Member ARN = required("ResourceArn", TEXT);

    /// The members of DynamoDB's API from the time before expressions.
    private static final Set<String> LEGACY = Set.of(
            "AttributesToGet",
            "AttributeUpdates",
            "ConditionalOperator",
            "Expected",
            "KeyConditions",
            "QueryFilter",
            "ScanFilter");

    private static final Map<String, Structure> OPERATIONS = Map.ofEntries(
            operation("CreateTable", TableShapes.create(NEW_TABLE, TAGS)),
            operation("UpdateTable", TableShapes.update(NEW_TABLE)),
            operation("DescribeTable", List.of(NEW_TABLE)),
            operation("DeleteTable", List.of(NEW_TABLE)),
            operation(
                    "ListTables",
                    List.of(
                            optional("ExclusiveStartTableName", TABLE_NAME),
                            optional("Limit", new RequestShape.Whole(OptionalLong.of(1), OptionalLong.of(100))))),
            operation("DescribeTimeToLive", List.of(TABLE)),
            operation(
                    "UpdateTimeToLive",
                    List.of(
                            TABLE,
                            required(
                                    "TimeToLiveSpecification",
                                    structure(
                                            "TimeToLiveSpecification",
                                            required("Enabled", FLAG),
                                            required("AttributeName", text(1, 255)))))),
            operation("DescribeContinuousBackups", List.of(TABLE)),
            operation("DescribeLimits", List.of()),
            operation("TagResource", List.of(ARN, required("Tags", TAGS))),
            operation("UntagResource", List.of(ARN, required("TagKeys", RequestShape.list(TEXT)))),
            operation("ListTagsOfResource", List.of(ARN, optional("NextToken", TEXT))),
            operation(
                    "PutItem",
                    List.of(
                            TABLE,
                            required("Item", ATTRIBUTES),
                            CONDITION,
                            VALUES,
                            NAMES_MEMBER,
                            RETURNED,
                            CAPACITY,
                            METRICS,
                            ON_FAILURE)),
            operation(
                    "UpdateItem",
                    List.of(
                            TABLE,
                            KEY,
                            optional("UpdateExpression", TEXT),
                            CONDITION,
                            VALUES,
                            NAMES_MEMBER,
                            RETURNED,
                            CAPACITY,
                            METRICS,
                            ON_FAILURE)),
            operation(
                    "DeleteItem",
                    List.of(TABLE, KEY, CONDITION, VALUES, NAMES_MEMBER, RETURNED, CAPACITY, METRICS, ON_FAILURE)),
            operation("GetItem", List.of(TABLE, KEY, CONSISTENT, PROJECTION, NAMES_MEMBER, CAPACITY)),
            operation(
                    "Query",
                    List.of(
                            TABLE,
                            INDEX,
                            SELECT,
                            LIMIT,
                            CONSISTENT,
                            optional("ScanIndexForward", FLAG),
                            START,
                            optional("KeyConditionExpression", TEXT),
                            FILTER,
                            PROJECTION,
                            VALUES,
                            NAMES_MEMBER,
                            CAPACITY)),
            operation(
                    "Scan",
                    List.of(
                            TABLE,
                            INDEX,
                            SELECT,
                            LIMIT,
                            CONSISTENT,
                            START,
                            FILTER,
                            PROJECTION,
                            VALUES,
                            NAMES_MEMBER,
                            CAPACITY,
                            optional("Segment", new RequestShape.Whole(OptionalLong.of(0), OptionalLong.of(999_999))),
                            optional(
                                    "TotalSegments",
                                    new RequestShape.Whole(OptionalLong.of(1), OptionalLong.of(1_000_000))))),
            operation(
                    "BatchGetItem",
                    List.of(
                            required(
                                    "RequestItems",
                                    new MapOf(
                                            "KeysAndAttributes",
                                            structure(
                                                    "KeysAndAttributes",
                                                    required(
                                                            "Keys",
                                                            new ListOf(
                                                                    ATTRIBUTES,
                                                                    OptionalLong.of(1),
                                                                    OptionalLong.of(100))),
                                                    CONSISTENT,
                                                    PROJECTION,
                                                    NAMES_MEMBER),
                                            OptionalLong.of(1),
                                            true)),
                            CAPACITY)),
            operation(
                    "BatchWriteItem",
                    List.of(
                            required(
                                    "RequestItems",
                                    new MapOf(
                                            "java.util.List<com.amazonaws.dynamodb.v20120810.WriteRequest>",
                                            new ListOf(
                                                    structure(
                                                            "WriteRequest",
                                                            optional(
                                                                    "PutRequest",
                                                                    structure(
                                                                            "PutRequest",
                                                                            required("Item", ATTRIBUTES))),
                                                            optional("DeleteRequest", structure("DeleteRequest", KEY))),
                                                    OptionalLong.of(1),
                                                    OptionalLong.of(25)),
                                            OptionalLong.of(1),
                                            true)),
                            CAPACITY,
                            METRICS)),
            operation(
                    "TransactWriteItems",
                    List.of(
                            required("TransactItems", transactionOf(transactWrite())),
                            CAPACITY,
                            METRICS,
                            optional("ClientRequestToken", text(1, 36)))),
            operation(
                    "TransactGetItems",
                    List.of(
                            required(
                                    "TransactItems",
                                    transactionOf(structure(
                                            "TransactGetItem",
                                            required("Get", structure("Get", TABLE, KEY, PROJECTION, NAMES_MEMBER))))),
                            CAPACITY)));

    private OperationShapes() {}

    private static Structure transactWrite() {
        return structure(
                "TransactWriteItem",
                optional(
                        "ConditionCheck",
                        structure(
                                "ConditionCheck",
                                TABLE,
                                KEY,
                                required("ConditionExpression", TEXT),
                                VALUES,
                                NAMES_MEMBER,
                                ON_FAILURE)),
                optional(
                        "Put",
                        structure(
                                "Put",
                                TABLE,
                                required("Item", ATTRIBUTES),
                                CONDITION,
                                VALUES,
                                NAMES_MEMBER,
                                ON_FAILURE)),
                optional("Delete", structure("Delete", TABLE, KEY, CONDITION, VALUES, NAMES_MEMBER, ON_FAILURE)),
                optional(
                        "Update",
                        structure(
                                "Update",
                                TABLE,
                                KEY,
                                required("UpdateExpression", TEXT),
                                CONDITION,
                                VALUES,
                                NAMES_MEMBER,
                                ON_FAILURE)));
    }

    private static RequestShape transactionOf(RequestShape element) {
        return new ListOf(element, OptionalLong.of(1), OptionalLong.of(100));
    }

    static Map.Entry<String, Structure> operation(String name, List<Member> members) {
        return Map.entry(name, new Structure(name + "Input", members));
    }

    static Member required(String name, RequestShape shape) {
        return new Member(name, shape, true);
    }

    static Member optional(String name, RequestShape shape) {
        return new Member(name, shape, false);
    }

    static Structure structure(String type, Member... members) {
        return new Structure(type, List.of(members));
    }

    static RequestShape oneOf(String... values) {
        return new RequestShape.Text(Optional.empty(), OptionalLong.empty(), OptionalLong.empty(), List.of(values));
    }

    static RequestShape text(long least, long most) {
        return new RequestShape.Text(Optional.empty(), OptionalLong.of(least), OptionalLong.of(most), List.of());
    }

    static RequestShape whole(long least) {
        return new RequestShape.Whole(OptionalLong.of(least), OptionalLong.empty());
    }

    static RequestShape name() {
        return TABLE_NAME;
    }

    private static RequestShape map(String type, RequestShape value) {
        return new MapOf(type, value, OptionalLong.empty(), false);
    }

    public static boolean knows(String operation) {
        return OPERATIONS.containsKey(operation);
    }

    /// @throws DynamoDbError SerializationException or ValidationException
    public static void require(String operation, JsonNode request) {
        Structure shape = OPERATIONS.get(operation);
        if (shape == null) {
            throw DynamoDbError.unknownOperation();
        }
        shape.requireType(request);
        if (shape.members().contains(NEW_TABLE)) {
            requireTableName(request);
        }
        refuseLegacy(request);
        List<String> violations = shape.violations("", request);
        if (!violations.isEmpty()) {
            List<String> told = violations.stream().limit(MAX_VIOLATIONS).toList();
            throw DynamoDbError.validation(told.size()
                    + (told.size() == 1 ? " validation error detected: " : " validation errors detected: ")
                    + String.join("; ", told));
        }
    }

    private static void requireTableName(JsonNode request) {
        if (!request.hasNonNull("TableName")) {
            throw DynamoDbError.validation("The parameter 'TableName' is required but was not present in the request");
        }
        int length = request.path("TableName").textValue().length();
        if (length < 3 || length > 255) {
            throw DynamoDbError.validation(
                    "TableName must be at least 3 characters long and at most 255 characters long");
        }
    }

    private static void refuseLegacy(JsonNode request) {
        List<String> legacy =
                LEGACY.stream().filter(request::hasNonNull).sorted().toList();
        if (legacy.isEmpty()) {
            return;
        }
        List<String> expressions = Stream.of(
                        "UpdateExpression",
                        "ConditionExpression",
                        "ProjectionExpression",
                        "FilterExpression",
                        "KeyConditionExpression")
                .filter(request::hasNonNull)
                .toList();
        throw DynamoDbError.validation(
                expressions.isEmpty()
                        ? "The stand-in supports only expressions, not the legacy parameters: " + legacy
                        : "Can not use both expression and non-expression parameters in the same request:"
                                + " Non-expression parameters: {" + String.join(", ", legacy)
                                + "} Expression parameters: {" + String.join(", ", expressions) + "}");
    }
}
