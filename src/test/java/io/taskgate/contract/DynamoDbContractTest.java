package io.taskgate.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.standin.StandIns;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/// Checks the DynamoDB part of the contract.
class DynamoDbContractTest {

    private static final int KILOBYTE = 1_024;

    private static DynamoDbClient dynamodb;
    private static String table;

    @BeforeAll
    static void make() {
        dynamodb = ContractTarget.client(DynamoDbClient.builder(), StandIns::dynamodb);
        table = ContractTarget.name();
        dynamodb.createTable(create -> create.tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(key -> key.attributeName("id").keyType(KeyType.HASH))
                .attributeDefinitions(define -> define.attributeName("id").attributeType(ScalarAttributeType.S)));
        dynamodb.waiter().waitUntilTableExists(wait -> wait.tableName(table));
    }

    @AfterAll
    static void clear() {
        dynamodb.deleteTable(delete -> delete.tableName(table));
    }

    private static Map<String, AttributeValue> item(String id, String value) {
        return Map.of("id", AttributeValue.fromS(id), "v", AttributeValue.fromS(value));
    }

    private static void create(Map<String, AttributeValue> item) {
        dynamodb.putItem(put -> put.tableName(table)
                .item(item)
                .conditionExpression("attribute_not_exists(id)")
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
    }

    @Test
    void aFailedConditionShowsTheStandingItem() {
        create(item("c", "first"));

        assertThatThrownBy(() -> create(item("c", "second")))
                .isInstanceOfSatisfying(
                        ConditionalCheckFailedException.class,
                        failed -> assertThat(failed.item()).isEqualTo(item("c", "first")));
        assertThatThrownBy(() -> dynamodb.updateItem(update -> update.tableName(table)
                        .key(Map.of("id", AttributeValue.fromS("c")))
                        .updateExpression("SET v = :new")
                        .conditionExpression("v = :old")
                        .expressionAttributeValues(
                                Map.of(":new", AttributeValue.fromS("x"), ":old", AttributeValue.fromS("y")))))
                .isInstanceOfSatisfying(
                        ConditionalCheckFailedException.class,
                        failed -> assertThat(failed.hasItem()).isFalse());
    }

    @Test
    void aCancelledTransactionTellsWhyAndChangesNothing() {
        create(item("t1", "stands"));
        TransactWriteItem fresh = TransactWriteItem.builder()
                .put(put -> put.tableName(table).item(item("t2", "new")))
                .build();
        TransactWriteItem existing = TransactWriteItem.builder()
                .put(put -> put.tableName(table)
                        .item(item("t1", "other"))
                        .conditionExpression("attribute_not_exists(id)")
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .build();

        assertThatThrownBy(() -> dynamodb.transactWriteItems(write -> write.transactItems(fresh, existing)))
                .isInstanceOfSatisfying(TransactionCanceledException.class, cancelled -> {
                    assertThat(cancelled.cancellationReasons().get(0).code()).isEqualTo("None");
                    assertThat(cancelled.cancellationReasons().get(1).code()).isEqualTo("ConditionalCheckFailed");
                    assertThat(cancelled.cancellationReasons().get(1).item()).isEqualTo(item("t1", "stands"));
                });
        assertThat(dynamodb.getItem(get -> get.tableName(table)
                                .key(Map.of("id", AttributeValue.fromS("t2")))
                                .consistentRead(true))
                        .hasItem())
                .isFalse();
    }

    @Test
    void anItemHasAtMost400KB() {
        int names = "id".length() + "s".length() + "v".length();
        String full = "x".repeat(400 * KILOBYTE - names);

        dynamodb.putItem(put -> put.tableName(table).item(item("s", full)));
        assertThatThrownBy(() -> dynamodb.putItem(put -> put.tableName(table).item(item("s", full + "x"))))
                .satisfies(ContractTarget.code("ValidationException"));
    }

    @Test
    void aTransactionHasAtMost100Items() {
        List<TransactWriteItem> many = IntStream.range(0, 101)
                .mapToObj(n -> TransactWriteItem.builder()
                        .put(put -> put.tableName(table).item(item("m" + n, "v")))
                        .build())
                .toList();

        assertThatThrownBy(() -> dynamodb.transactWriteItems(write -> write.transactItems(many)))
                .satisfies(ContractTarget.code("ValidationException"));
        dynamodb.transactWriteItems(write -> write.transactItems(many.subList(0, 100)));
    }

    @Test
    void aTableMustBeThereAndAKeyNotEmpty() {
        assertThatThrownBy(() -> dynamodb.putItem(
                        put -> put.tableName(ContractTarget.name()).item(item("a", "b"))))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> create(item("", "b"))).satisfies(ContractTarget.code("ValidationException"));
    }
}
