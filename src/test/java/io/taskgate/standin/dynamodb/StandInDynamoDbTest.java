package io.taskgate.standin.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.ManualTimers;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.dynamodb.value.DynamoDbError;
import io.taskgate.standin.fault.CallLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests behaviour that single recorded requests do not show: pages by size, segments, delayed indexes, concurrent
/// callers, and persistence in a folder.
class StandInDynamoDbTest {

    private static final String TABLE = """
            {"TableName": "things", "BillingMode": "PAY_PER_REQUEST",
             "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}, {"AttributeName": "g", "AttributeType": "S"}],
             "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
             "GlobalSecondaryIndexes": [{"IndexName": "byG", "Projection": {"ProjectionType": "KEYS_ONLY"},
                 "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}]}]}""";

    private final ManualTimers timers = new ManualTimers();
    private final CallLog truth = new CallLog();
    private StandInDynamoDb dynamodb = open(Optional.empty());

    private StandInDynamoDb open(Optional<Path> folder) {
        try {
            return StandInDynamoDb.open(folder, truth, timers);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        dynamodb.close();
        truth.close();
    }

    private ObjectNode call(String operation, String request) {
        return dynamodb.call(operation, StatesJson.parsed(request));
    }

    private void put(String id, String more) {
        call("PutItem", "{\"TableName\": \"things\", \"Item\": {\"id\": {\"S\": \"" + id + "\"}" + more + "}}");
    }

    private static List<String> ids(JsonNode answer) {
        List<String> ids = new ArrayList<>();
        answer.path("Items").forEach(item -> ids.add(item.path("id").path("S").asText()));
        return ids;
    }

    @Test
    void aPageEndsWithTheItemThatFillsAMegabyte() {
        call("CreateTable", TABLE);
        for (int i = 0; i < 8; i++) {
            put("item-" + i, ", \"v\": {\"S\": \"" + "x".repeat(300 * 1024) + "\"}, \"g\": {\"S\": \"all\"}");
        }

        JsonNode first = call("Scan", "{\"TableName\": \"things\", \"ReturnConsumedCapacity\": \"TOTAL\"}");
        JsonNode second = call(
                "Scan", "{\"TableName\": \"things\", \"ExclusiveStartKey\": " + first.get("LastEvaluatedKey") + "}");

        assertThat(first.path("ScannedCount").asInt()).isEqualTo(4);
        assertThat(first.path("ConsumedCapacity").path("CapacityUnits").asDouble())
                .isEqualTo(150.5);
        assertThat(second.path("ScannedCount").asInt()).isEqualTo(4);
        assertThat(ids(first)).doesNotContainAnyElementsOf(ids(second));
        // the index contains only the keys
        assertThat(call("Scan", "{\"TableName\": \"things\", \"IndexName\": \"byG\"}")
                        .path("Count")
                        .asInt())
                .isEqualTo(8);
    }

    @Test
    void theSegmentsOfAScanHaveEachItemOnce() {
        call("CreateTable", TABLE);
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            put("item-" + i, "");
            all.add("item-" + i);
        }

        List<String> found = new ArrayList<>();
        for (int segment = 0; segment < 7; segment++) {
            String start = "";
            do {
                JsonNode page = call(
                        "Scan",
                        "{\"TableName\": \"things\", \"Limit\": 11, \"TotalSegments\": 7, \"Segment\": " + segment
                                + start + "}");
                found.addAll(ids(page));
                start = page.has("LastEvaluatedKey") ? ", \"ExclusiveStartKey\": " + page.get("LastEvaluatedKey") : "";
            } while (!start.isEmpty());
        }

        assertThat(found).hasSize(200).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void aGlobalIndexIsAsLateAsATestWants() {
        call("CreateTable", TABLE);
        put("a", ", \"g\": {\"S\": \"one\"}");
        dynamodb.indexLag(Duration.ofSeconds(5));
        put("a", ", \"g\": {\"S\": \"two\"}");
        put("b", ", \"g\": {\"S\": \"one\"}");

        assertThat(ids(byG("one"))).containsExactly("a");
        assertThat(ids(byG("two"))).isEmpty();

        timers.advance(Duration.ofSeconds(5));

        assertThat(ids(byG("one"))).containsExactly("b");
        assertThat(ids(byG("two"))).containsExactly("a");
    }

    private JsonNode byG(String g) {
        return call(
                "Query",
                "{\"TableName\": \"things\", \"IndexName\": \"byG\", \"KeyConditionExpression\": \"g = :g\","
                        + " \"ExpressionAttributeValues\": {\":g\": {\"S\": \"" + g + "\"}}}");
    }

    @Test
    void anIndexThatIsMadeLaterHasWhatFits() {
        call("CreateTable", TABLE);
        put("a", ", \"late\": {\"N\": \"1\"}");
        put("b", ", \"late\": {\"S\": \"of another type\"}");
        put("c", "");

        call("UpdateTable", """
                {"TableName": "things",
                 "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}, {"AttributeName": "g", "AttributeType": "S"},
                                          {"AttributeName": "late", "AttributeType": "N"}],
                 "GlobalSecondaryIndexUpdates": [{"Create": {"IndexName": "byLate", "Projection": {"ProjectionType": "ALL"},
                     "KeySchema": [{"AttributeName": "late", "KeyType": "HASH"}]}}]}""");

        assertThat(ids(call("Scan", "{\"TableName\": \"things\", \"IndexName\": \"byLate\"}")))
                .containsExactly("a");
        call("UpdateTable", """
                {"TableName": "things", "GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "byLate"}}]}""");
        assertThatThrownBy(() -> call("Scan", "{\"TableName\": \"things\", \"IndexName\": \"byLate\"}"))
                .isInstanceOf(DynamoDbError.class)
                .hasMessage("The table does not have the specified index: byLate");
    }

    /// Counters change in pairs, and each read must see both changes or none.
    @Test
    void manyCallersLoseNoUpdateAndSeeNoHalfOfATransaction() {
        call("CreateTable", TABLE);
        String both = """
                {"TransactItems": [
                  {"Update": {"TableName": "things", "Key": {"id": {"S": "left"}}, "UpdateExpression": "ADD n :one",
                              "ExpressionAttributeValues": {":one": {"N": "1"}}}},
                  {"Update": {"TableName": "things", "Key": {"id": {"S": "right"}}, "UpdateExpression": "ADD n :one",
                              "ExpressionAttributeValues": {":one": {"N": "1"}}}}]}""";
        String seen = """
                {"TransactItems": [{"Get": {"TableName": "things", "Key": {"id": {"S": "left"}}}},
                                   {"Get": {"TableName": "things", "Key": {"id": {"S": "right"}}}}]}""";
        Set<String> differences = new HashSet<>();
        try (ExecutorService callers = Executors.newFixedThreadPool(4)) {
            for (int caller = 0; caller < 4; caller++) {
                callers.execute(() -> {
                    for (int i = 0; i < 500; i++) {
                        call("TransactWriteItems", both);
                        JsonNode pair = call("TransactGetItems", seen).path("Responses");
                        if (!number(pair.get(0)).equals(number(pair.get(1)))) {
                            synchronized (differences) {
                                differences.add(pair.toString());
                            }
                        }
                    }
                });
            }
        }

        assertThat(differences).isEmpty();
        assertThat(number(call("TransactGetItems", seen).path("Responses").get(0)))
                .isEqualTo("2000");
    }

    private static String number(JsonNode response) {
        return response.path("Item").path("n").path("N").asText();
    }

    @Test
    void whatIsKeptInAFolderIsThereAgain(@TempDir Path folder) throws IOException {
        dynamodb.close();
        dynamodb = open(Optional.of(folder));
        call("CreateTable", TABLE);
        call("UpdateTimeToLive", """
                {"TableName": "things", "TimeToLiveSpecification": {"Enabled": true, "AttributeName": "exp"}}""");
        put("a", ", \"g\": {\"S\": \"one\"}, \"b\": {\"B\": \"AAE=\"}, \"ns\": {\"NS\": [\"1\", \"2\"]}");
        put("gone", "");
        call("DeleteItem", "{\"TableName\": \"things\", \"Key\": {\"id\": {\"S\": \"gone\"}}}");
        call("TransactWriteItems", """
                {"TransactItems": [
                  {"Put": {"TableName": "things", "Item": {"id": {"S": "b"}, "g": {"S": "two"}}}},
                  {"Update": {"TableName": "things", "Key": {"id": {"S": "a"}}, "UpdateExpression": "SET n = :n",
                              "ExpressionAttributeValues": {":n": {"N": "1.50"}}}}]}""");
        JsonNode before = call("Scan", "{\"TableName\": \"things\"}");
        dynamodb.close();
        // a killed process may leave an incomplete line
        Files.writeString(folder.resolve("tables.jsonl"), "{\"write\":[{\"table\"", StandardOpenOption.APPEND);

        dynamodb = open(Optional.of(folder));

        assertThat(call("Scan", "{\"TableName\": \"things\"}")).isEqualTo(before);
        assertThat(ids(byG("one"))).containsExactly("a");
        assertThat(ids(byG("two"))).containsExactly("b");
        assertThat(call("DescribeTimeToLive", "{\"TableName\": \"things\"}")
                        .path("TimeToLiveDescription")
                        .path("AttributeName")
                        .asText())
                .isEqualTo("exp");
        put("c", "");
        dynamodb.close();
        dynamodb = open(Optional.of(folder));
        assertThat(call("Scan", "{\"TableName\": \"things\", \"Select\": \"COUNT\"}")
                        .path("Count")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void aFolderWithADamagedLineIsNotOpened(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("tables.jsonl"), "{\"describe\n{\"drop\": \"x\"}\n");

        assertThatThrownBy(() -> StandInDynamoDb.open(Optional.of(folder), truth, timers))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is damaged");
    }

    @Test
    void aTransactionThatIsRepeatedByItsTokenIsMadeOnce() {
        call("CreateTable", TABLE);
        String request = """
                {"ClientRequestToken": "once", "TransactItems": [
                  {"Update": {"TableName": "things", "Key": {"id": {"S": "a"}}, "UpdateExpression": "ADD n :one",
                              "ExpressionAttributeValues": {":one": {"N": "1"}}}}]}""";
        call("TransactWriteItems", request);
        call("TransactWriteItems", request);
        timers.advance(Duration.ofMinutes(11));
        call("TransactWriteItems", request);

        assertThat(call("GetItem", "{\"TableName\": \"things\", \"Key\": {\"id\": {\"S\": \"a\"}}}")
                        .path("Item")
                        .path("n")
                        .path("N")
                        .asText())
                .isEqualTo("2");
    }
}
